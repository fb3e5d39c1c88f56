import type { BenchSetup } from '../workbench/cases/setup.ts';
import type { BenchPoint } from '../workbench/points/point.ts';
import type { BenchTime } from '../workbench/points/timing.ts';
import type { Outcome } from './protocol.ts';

/** Where a bench runs: our kernels on this device, or their plans replayed on this CPU. */
export type BenchOn = 'webgpu' | 'cpu';

export interface BenchRequest {
  readonly setup: BenchSetup;
  readonly on: BenchOn;
}

/** Points of a sweep, as they come. */
export type OnPoints = (points: readonly BenchPoint[]) => void;

/** One operation by itself. Each call gives way to a run, ends the call before it and waits for other long work; `endBeside` ends it. */
export interface WorkbenchApi {
  /** Row 0's bits at one M. */
  benchAt(request: BenchRequest, rows: number): Promise<Outcome<BenchPoint>>;
  /** How long a step of M rows takes; null where nothing can be timed. */
  benchTime(request: BenchRequest, rows: number): Promise<Outcome<BenchTime | null>>;
  /** Row 0's bits at M = 1 to 128. */
  sweepBench(request: BenchRequest, onPoints: OnPoints): Promise<Outcome<readonly BenchPoint[]>>;
}
