/** The lab's own worker behind a page with nothing on it: what `npm run bench` times in Chromium. */
import type { BenchPlan, BenchProgress, BenchReport } from '../../src/bench/report.ts';
import { openLab } from '../../src/worker/lab-client.ts';
import { newest } from '../../src/worker/newest.ts';
import type { Outcome } from '../../src/worker/outcome.ts';

declare global {
  interface Window {
    /** Runs a bench; `tellBench` is the driver's. */
    startBench?: (plan: BenchPlan) => Promise<Outcome<BenchReport>>;
    tellBench?: (progress: BenchProgress) => void;
  }
}

window.startBench = (plan) => {
  const modelsUrl = new URL('../../models/', location.href).href;
  const tell = newest<BenchProgress>((progress) => window.tellBench?.(progress));
  return openLab().ask.bench.run({ ...plan, modelsUrl }, tell);
};
