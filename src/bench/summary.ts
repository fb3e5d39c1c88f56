import { CURE, OWN_SETS } from '../numerics/sets/sets.ts';
import type { OurEngine } from './our-arms.ts';
import type { BenchEngine, CaseReport, EngineTimes } from './report.ts';
import { type Interval, pairedRatio } from './statistics.ts';

/** What invariance costs in a case. */
export interface Price {
  /** The fastest of our sets and our fast kernels, by the median. */
  readonly fastest: OurEngine;
  /** The invariant set's time over the fastest's, from paired repeats; 1 where it is the fastest itself. */
  readonly ratio: Interval;
}

/** What the invariant set is held against: kernels whose order is free, and every set. */
const CORRECT: readonly OurEngine[] = ['fast', ...OWN_SETS];

/**
 * The price of invariance: its time over that of the fastest correct kernels we have, whichever they are. Null where the
 * invariant set or anything to hold it against was not timed.
 */
export function priceOf(report: CaseReport): Price | null {
  const known = found.get(report);
  if (known !== undefined) return known;
  const price = findPrice(report);
  found.set(report, price);
  return price;
}

/** Table, chart and picture ask for the same price, and its interval takes milliseconds. */
const found = new WeakMap<CaseReport, Price | null>();

function findPrice(report: CaseReport): Price | null {
  const invariant = timesOf(report, CURE);
  const timed = CORRECT.flatMap((engine) => {
    const times = timesOf(report, engine);
    return times ? [{ engine, times }] : [];
  });
  if (!invariant || timed.length < 2) return null;
  const fastest = timed.reduce((a, b) => (b.times.milliseconds < a.times.milliseconds ? b : a));
  return { fastest: fastest.engine, ratio: pairedRatio(invariant.wall, fastest.times.wall) };
}

/** How many times onnxruntime-web's tokens a second an engine of ours gives; null where one of them was not timed. */
export function timesOrt(report: CaseReport, engine: BenchEngine): Interval | null {
  const [ours, theirs] = [timesOf(report, engine), timesOf(report, 'ort-webgpu')];
  return ours && theirs && ours !== theirs ? pairedRatio(theirs.wall, ours.wall) : null;
}

export function timesOf(report: CaseReport, engine: BenchEngine): EngineTimes | undefined {
  return report.times.find((times) => times.engine === engine);
}
