import { createRandom } from '../../experiment/random.ts';
import { kolmogorovSmirnov } from '../../numerics/inference/kolmogorov-smirnov.ts';
import { meanShiftZ } from '../../numerics/inference/mean-shift.ts';
import { momentsOf } from '../../numerics/inference/moments.ts';
import { normalQuantile } from '../../numerics/inference/normal.ts';

/** How often detectors alarm, of simulations. */
export interface DetectorFigures {
  /** Values of a sample. */
  readonly n: number;
  readonly many: number;
  /** |z| > 3 where the spread has doubled and the mean has not moved. */
  readonly spread: number;
  /** The KS test, at the level of |z| > 3, on the same. */
  readonly ks: number;
  /** |z| > 3 of `many` values whose mean has moved by a twentieth of a deviation. */
  readonly trifle: number;
}

/** Two-sided level of |z| > 3. */
const LEVEL = 0.0027;
const SIMULATIONS = 60;
const N = 200;
const MANY = 20_000;

let known: DetectorFigures | null = null;

/** The same figures each time: their draws follow from a seed. Two samples are compared by their means (z) and by their distributions (KS). */
export function detectorFigures(): DetectorFigures {
  known ??= simulated();
  return known;
}

function simulated(): DetectorFigures {
  const random = createRandom(1);
  const normal = () => normalQuantile((random.next() + 0.5) / 2 ** 32);
  const sample = (n: number, mean: number, deviation: number) =>
    Array.from({ length: n }, () => mean + deviation * normal());
  let [spread, ks] = [0, 0];
  for (let i = 0; i < SIMULATIONS; i++) {
    const [before, after] = [sample(N, 0, 1), sample(N, 0, 2)];
    if (meanShiftZ(momentsOf(before), momentsOf(after)).alarm) spread++;
    if (kolmogorovSmirnov(before, after).p < LEVEL) ks++;
  }
  // A mean of many values is drawn as such: its deviation is one over the root of their number.
  let trifle = 0;
  const root = Math.sqrt(MANY);
  for (let i = 0; i < SIMULATIONS * 10; i++) {
    const mean = () => normal() / root;
    const before = { mean: mean(), deviation: 1, n: MANY };
    if (meanShiftZ(before, { mean: 0.05 + mean(), n: MANY }).alarm) trifle++;
  }
  return {
    ...{ n: N, many: MANY, spread: spread / SIMULATIONS, ks: ks / SIMULATIONS },
    trifle: trifle / (SIMULATIONS * 10),
  };
}
