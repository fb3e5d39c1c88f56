import { createRandom } from '../../../../../experiment/random.ts';
import {
  type KolmogorovSmirnov,
  kolmogorovSmirnov,
} from '../../../../../numerics/inference/kolmogorov-smirnov.ts';
import { type MeanShift, meanShiftZ } from '../../../../../numerics/inference/mean-shift.ts';
import { momentsOf } from '../../../../../numerics/inference/moments.ts';
import { percentileOf } from '../../../../../results/load/distribution.ts';
import { CALM, loadRun } from './load-case.ts';

/** Values in a window. */
export const SIZES = [100, 1000, 10_000, 100_000, 1_000_000];
/** In standard deviations: what nobody would notice. */
export const TRIFLE = 0.01;
const SEED = 1;
/** Two-sided level of |z| > 3, which the other test is held to as well. */
export const LEVEL = 0.0027;

export interface Alarms {
  readonly z: MeanShift;
  readonly ks: Pick<KolmogorovSmirnov, 'd' | 'p'>;
  readonly seen: boolean;
}

export interface AlarmRun {
  /** The mean moved by a trifle, the spread as it was. */
  readonly moved: Alarms;
  /** The mean as it was, the variance doubled. */
  readonly doubled: Alarms;
}

const runs = new Map<number, AlarmRun>();

/** Windows of n latencies, drawn from the distribution of those of the calm run, before and after. The draws are the same for every reader. */
export function alarmRun(n: number): AlarmRun {
  const known = runs.get(n) ?? drawn(n);
  runs.set(n, known);
  return known;
}

function drawn(n: number): AlarmRun {
  const { latencies } = loadRun(CALM);
  const random = createRandom(SEED);
  const sorted = Float64Array.from(latencies).sort();
  // Between neighbours too: of a few values drawn again and again the same few would come, which no two clocks would show.
  const draw = () => Array.from({ length: n }, () => percentileOf(sorted, (100 * random.next()) / 2 ** 32));
  const before = draw();
  const shift = TRIFLE * momentsOf(latencies).deviation;
  const moved = draw().map((value) => value + shift);
  const middle = meanBetween(sorted);
  const doubled = draw().map((value) => middle + Math.SQRT2 * (value - middle));
  return { moved: alarmsOf(before, moved), doubled: alarmsOf(before, doubled) };
}

/** The mean of what is drawn: a difference to that of the latencies themselves would be a shift, which large windows see. */
function meanBetween(sorted: Float64Array): number {
  let sum = 0;
  for (let i = 1; i < sorted.length; i++) sum += (sorted[i - 1] + sorted[i]) / 2;
  return sum / (sorted.length - 1);
}

function alarmsOf(before: readonly number[], now: readonly number[]): Alarms {
  const { d, p } = kolmogorovSmirnov(before, now);
  return {
    z: meanShiftZ(momentsOf(before), momentsOf(now)),
    ...{ ks: { d, p }, seen: p < LEVEL },
  };
}
