import type { BenchPlan, BenchProgress, BenchReport } from '../src/bench/report.ts';

export type OnProgress = (progress: BenchProgress) => void;

/** Where a bench runs. */
export interface BenchHost {
  bench(plan: BenchPlan, onProgress: OnProgress): Promise<BenchReport>;
  close(): Promise<void>;
}
