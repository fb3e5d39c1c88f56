import { KERNEL_SETS, type KernelSet } from '../../numerics/dtypes.ts';
import type { BenchEngine, CaseReport, EngineTimes } from './report.ts';
import { type Interval, pairedRatio } from './statistics.ts';

/** What invariance costs in a case. */
export interface Price {
  /** The fastest of our sets, by the median. */
  readonly fastest: KernelSet;
  /** The invariant set's time over the fastest's, from paired repeats; 1 where it is the fastest. */
  readonly ratio: Interval;
}

/** Null where the invariant set or anything to hold it against was not timed. */
export function priceOf(report: CaseReport): Price | null {
  const invariant = timesOf(report, 'invariant');
  const ours = KERNEL_SETS.flatMap((set) => timesOf(report, set) ?? []);
  if (!invariant || ours.length < 2) return null;
  const fastest = ours.reduce((best, times) => (times.milliseconds < best.milliseconds ? times : best));
  return { fastest: fastest.engine as KernelSet, ratio: pairedRatio(invariant.wall, fastest.wall) };
}

/** How many times onnxruntime-web's tokens a second an engine of ours gives; null where one of them was not timed. */
export function timesOrt(report: CaseReport, engine: BenchEngine): Interval | null {
  const [ours, theirs] = [timesOf(report, engine), timesOf(report, 'ort-webgpu')];
  return ours && theirs && ours !== theirs ? pairedRatio(theirs.wall, ours.wall) : null;
}

export function timesOf(report: CaseReport, engine: BenchEngine): EngineTimes | undefined {
  return report.times.find((times) => times.engine === engine);
}
