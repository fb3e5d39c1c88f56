/** The lab's own worker behind a page with nothing on it: what `npm run bench` times in Chromium. */
import type { BenchPlan, BenchProgress } from '../../src/bench/report.ts';
import { LabClient } from '../../src/worker/lab-client.ts';

declare global {
  interface Window {
    /** Runs a bench; `tellBench` is the driver's. */
    startBench?: (plan: BenchPlan) => ReturnType<LabClient['bench']>;
    tellBench?: (progress: BenchProgress) => void;
  }
}

window.startBench = (plan) => {
  const modelsUrl = new URL('../../models/', location.href).href;
  return new LabClient().bench({ ...plan, modelsUrl }, (progress) => window.tellBench?.(progress));
};
