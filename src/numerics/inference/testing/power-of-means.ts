import studentQuantile from '@stdlib/stats-base-dists-t-quantile';
import { checkLevel } from '../counts.ts';
import { normalCdf } from '../normal.ts';

/**
 * Probability that Student's two-sided t-test sees a difference of means: `effect` in standard deviations of the pairs' differences
 * (`paired`, n pairs), or of either sample (`independent`, n in each). Throws RangeError of fewer than two.
 */
export function powerOfMeans(design: {
  n: number;
  effect: number;
  alpha: number;
  samples: 'paired' | 'independent';
}): number {
  const { n, effect, alpha, samples } = design;
  checkLevel(alpha);
  if (!(Number.isSafeInteger(n) && n >= 2)) throw new RangeError(`expected n of at least 2, found ${n}`);
  const freedom = samples === 'paired' ? n - 1 : 2 * n - 2;
  const centre = Math.abs(effect) * Math.sqrt(samples === 'paired' ? n : n / 2);
  const critical = studentQuantile(1 - alpha / 2, freedom);
  return beyond(critical, freedom, centre);
}

/** Simpson's steps over the estimated standard deviation. */
const STEPS = 2_000;

/** That |T| of a noncentral t is beyond the critical value: over how large the standard deviation may be estimated, in true ones. */
function beyond(critical: number, freedom: number, centre: number): number {
  const spread = 8 / Math.sqrt(2 * freedom);
  const [low, high] = [Math.max(1e-9, 1 - spread), 1 + spread];
  const width = (high - low) / STEPS;
  let [power, all] = [0, 0];
  for (let i = 0; i <= STEPS; i++) {
    const deviation = low + i * width;
    const weight = i === 0 || i === STEPS ? 1 : i % 2 === 1 ? 4 : 2;
    // Density of a chi variable over the root of its freedom, up to a factor that the sum of all weights takes away.
    const density =
      weight * Math.exp((freedom - 1) * Math.log(deviation) - (freedom * (deviation ** 2 - 1)) / 2);
    all += density;
    power += density * (normalCdf(centre - critical * deviation) + normalCdf(-centre - critical * deviation));
  }
  return power / all;
}
