import studentCdf from '@stdlib/stats-base-dists-t-cdf';
import studentQuantile from '@stdlib/stats-base-dists-t-quantile';
import { leastThat } from '../least.ts';
import type { ValueInterval } from './interval.ts';
import { normalCdf, normalQuantile } from './normal.ts';
import type { RandomSource } from './random-source.ts';

/** How often each unit was drawn, one weight a unit; all 1 gives the value itself. */
export type Statistic = (weights: Float64Array) => number;

/** Draws that tell a 95 % interval's ends to about 1.5 % of its width. */
export const DRAWS = 1_999;

export interface Bootstrapped {
  readonly value: number;
  /** Ascending. */
  readonly draws: Float64Array;
  /** Median bias, as a standard normal quantile. */
  readonly bias: number;
  /** How the standard error changes with the value, from leaving out one unit at a time. */
  readonly acceleration: number;
}

/**
 * Draws units with replacement and tells the statistic of each draw, for BCa intervals (B. Efron 1987). A unit is all that was seen of
 * one task, with all its seeds and both sides of its pairs, so that what belongs together is drawn together (the cluster bootstrap).
 * `groups`: how many units are in each of the groups that are drawn from apart, one after the other in the weights; one of a sample,
 * two of two independent ones. Throws RangeError of a group without units.
 */
export function bootstrap(
  groups: readonly number[],
  statistic: Statistic,
  random: RandomSource,
  draws = DRAWS,
): Bootstrapped {
  for (const units of groups)
    if (!(Number.isSafeInteger(units) && units > 0))
      throw new RangeError(`expected units to draw from, found ${units}`);
  const weights = new Float64Array(groups.reduce((sum, units) => sum + units, 0)).fill(1);
  const value = statistic(weights);
  const acceleration = accelerationOf(groups, statistic, weights);
  const drawn = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) {
    weights.fill(0);
    let first = 0;
    for (const units of groups) {
      for (let i = 0; i < units; i++) weights[first + random.below(units)]++;
      first += units;
    }
    drawn[draw] = statistic(weights);
  }
  drawn.sort();
  return { value, draws: drawn, bias: normalQuantile(shareBelow(drawn, value)), acceleration };
}

/**
 * The bias-corrected and accelerated interval at 1 - alpha. With `units` given it is expanded for how few they are, by Student's t and
 * the variance's n / (n - 1) in the place of the normal quantile (T. C. Hesterberg 2015): BCa of 24 units holds the truth 92 % of the
 * time. Where all draws are alike it has no width.
 */
export function bcaInterval(of: Bootstrapped, alpha = 0.05, units: number | null = null): ValueInterval {
  const reach =
    units === null
      ? normalQuantile(1 - alpha / 2)
      : studentQuantile(1 - alpha / 2, units - 1) * Math.sqrt(units / (units - 1));
  const end = (z: number) => {
    const shifted = of.bias + z;
    const room = 1 - of.acceleration * shifted;
    // Beyond the pole of the correction there is nothing but the last draw.
    return quantileOf(of.draws, room > 0 ? normalCdf(of.bias + shifted / room) : Number(z > 0));
  };
  return { value: of.value, low: end(-reach), high: end(reach) };
}

/** One-sided p-value that the truth is at most `bound`: the level at which the BCa interval's lower end would lie there. */
export function bcaTail(of: Bootstrapped, bound: number, units: number | null = null): number {
  const shifted = normalQuantile(shareBelow(of.draws, bound)) - of.bias;
  const room = 1 + of.acceleration * shifted;
  if (!(room > 0)) return Number(shifted > 0);
  const z = shifted / room - of.bias;
  return units === null ? normalCdf(z) : studentCdf(z / Math.sqrt(units / (units - 1)), units - 1);
}

/** Of draws that equal the value, half. Kept off 0 and 1, which so many draws cannot tell from less. */
function shareBelow(draws: Float64Array, value: number): number {
  const slack = 1e-12 * Math.max(Math.abs(draws[0]), Math.abs(draws.at(-1) as number));
  const share = (firstAbove(draws, value - slack) + firstAbove(draws, value + slack)) / 2 / draws.length;
  const least = 1 / (draws.length + 1);
  return Math.min(1 - least, Math.max(least, share));
}

function firstAbove(draws: Float64Array, value: number): number {
  return leastThat(0, draws.length, (at) => draws[at] > value);
}

function quantileOf(draws: Float64Array, share: number): number {
  const at = Math.min(draws.length - 1, Math.max(0, share * (draws.length + 1) - 1));
  const below = Math.floor(at);
  const above = Math.min(draws.length - 1, below + 1);
  return draws[below] + (at - below) * (draws[above] - draws[below]);
}

/** Of several groups by Efron and Tibshirani's rule (1993, 14.10): each group's influences over its own size. */
function accelerationOf(groups: readonly number[], statistic: Statistic, weights: Float64Array): number {
  let squares = 0;
  let cubes = 0;
  let first = 0;
  for (const units of groups) {
    const without = Array.from({ length: units }, (_, i) => {
      weights[first + i] = 0;
      // A group of one without it has no value, and no influence that could be told.
      const value = units === 1 ? 0 : statistic(weights);
      weights[first + i] = 1;
      return value;
    });
    const mean = without.reduce((sum, value) => sum + value, 0) / units;
    for (const value of without) {
      const influence = ((units - 1) * (mean - value)) / units;
      squares += influence ** 2;
      cubes += influence ** 3;
    }
    first += units;
  }
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
}
