import cdf from '@stdlib/stats-base-dists-normal-cdf';
import quantile from '@stdlib/stats-base-dists-normal-quantile';

/** Below it the library's quantile, which goes by 2 p - 1, loses digits, and all of them below 1e-16. */
const FAR_TAIL = 1e-4;

/** Probability that a standard normal variable is at most z. */
export const normalCdf = (z: number): number => cdf(z, 0, 1);

/** The z below which a standard normal variable is with probability p in (0, 1), down to 1e-300; of 0 and 1 infinite. */
export function normalQuantile(p: number): number {
  return p > 0 && p < FAR_TAIL ? farQuantile(p) : quantile(p, 0, 1);
}

/** Newton's method on the logarithm of the probability, which is concave and nearly a parabola. */
function farQuantile(p: number): number {
  let z = -Math.sqrt(-2 * Math.log(p));
  for (let round = 0; round < 8; round++) {
    const below = normalCdf(z);
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    z -= (Math.log(below / p) * below) / density;
  }
  return z;
}

/** Two-sided p-value of a standard normal statistic. */
export const twoSidedP = (z: number): number => 2 * normalCdf(-Math.abs(z));
