import type { BenchPlan, BenchProgress, BenchReport } from '../bench/report.ts';
import type { Outcome } from './protocol.ts';

export interface BenchJob extends BenchPlan {
  /** Address of the folder that holds a folder for each shipped model; ends in a slash. */
  readonly modelsUrl: string;
}

/** Called after each round of a case. */
export type OnBench = (progress: BenchProgress) => void;

/** Timing the engines on this device. */
export interface BenchApi {
  /** On a device of its own; it counts as a run, so that `cancel` ends it before its next step. onnxruntime-web is loaded only where the plan names it. */
  bench(request: BenchJob, onProgress: OnBench): Promise<Outcome<BenchReport>>;
}
