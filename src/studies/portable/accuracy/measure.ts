import { f32Bits, f32FromBits } from '../../../numerics/bits.ts';
import type { Judged } from './functions.ts';

/** How far a function's results lie from what they stand for. */
export interface Accuracy {
  readonly inputs: number;
  /** Results that are the f32 nearest to what is exact. */
  readonly nearest: number;
  /** In units of the last place of what is exact, where that is at least `Judged.least`; 0.5 is the least that rounding costs. */
  readonly worst: number;
  /** Bits of the input where that is. */
  readonly worstAt: number;
  /** Largest error of results below `least`, by itself. */
  readonly worstSmall: number;
}

export const NOTHING: Accuracy = { inputs: 0, nearest: 0, worst: 0, worstAt: 0, worstSmall: 0 };

/** Of every `stride`-th input whose bits lie between two, both ends included. */
export function accuracyOf(
  { portable, exact, least = 2 ** -126 }: Judged,
  from: number,
  to: number,
  stride = 1,
): Accuracy {
  let [inputs, nearest, worst, worstAt, worstSmall] = [0, 0, 0, from, 0];
  for (let bits = from; bits <= to; bits += stride) {
    const x = f32FromBits(bits);
    const due = exact(x);
    const found = portable(x);
    inputs++;
    if (found === Math.fround(due)) {
      nearest++;
      // A result that is right to the last bit is at most half a unit off.
      if (worst >= 0.5) continue;
    }
    const error = Math.abs(found - due);
    if (!(Math.abs(due) >= least)) {
      if (error > worstSmall) worstSmall = error;
      continue;
    }
    const units = error / unitOf(due);
    if (units > worst) [worst, worstAt] = [units, bits];
  }
  return { inputs, nearest, worst, worstAt, worstSmall };
}

export function joined(a: Accuracy, b: Accuracy): Accuracy {
  const worse = b.worst > a.worst ? b : a;
  return {
    inputs: a.inputs + b.inputs,
    nearest: a.nearest + b.nearest,
    ...{ worst: worse.worst, worstAt: worse.worstAt },
    worstSmall: Math.max(a.worstSmall, b.worstSmall),
  };
}

/** A unit in the last place of the f32 numbers about a value that is normal there. */
function unitOf(value: number): number {
  // Rounded to f32 a value just below a power of two becomes that power, which doubles its unit: then its error is told too small by half.
  const exponent = (f32Bits(value) >>> 23) & 0xff;
  const unit = 2 ** (exponent - 150);
  return Math.abs(value) < unit * 2 ** 23 ? unit / 2 : unit;
}
