import { checkLevel } from './counts.ts';
import { type TwoByTwo, tableChances } from './fisher.ts';
import type { ValueInterval } from './interval.ts';

/** Logarithms of odds ratios that are looked between. */
const FAR = 40;

/**
 * Odds ratio of a's successes over b's, the likeliest given the table's margins, and its exact interval at 1 - alpha (as R's fisher.test);
 * 0 or infinite where the table has an end of what its margins allow.
 */
export function oddsRatio(table: TwoByTwo, alpha = 0.05): ValueInterval {
  checkLevel(alpha);
  const { passedA, totalA, passedB, totalB } = table;
  const chances = tableChances(passedA + passedB, totalA, totalB);
  const found = passedA - Math.max(0, passedA + passedB - totalB);
  const last = chances.length - 1;
  const mean = (weights: Float64Array) => weights.reduce((sum, weight, i) => sum + weight * i, 0);
  const atMost = (weights: Float64Array) =>
    weights.subarray(0, found + 1).reduce((sum, each) => sum + each, 0);
  const atLeast = (weights: Float64Array) => weights.subarray(found).reduce((sum, each) => sum + each, 0);
  // Each grows or falls with the ratio; the first two grow.
  return {
    value:
      found === 0 ? 0 : found === last ? Number.POSITIVE_INFINITY : rootOf(chances, (w) => mean(w) - found),
    low: found === 0 ? 0 : rootOf(chances, (w) => atLeast(w) - alpha / 2),
    high: found === last ? Number.POSITIVE_INFINITY : rootOf(chances, (w) => alpha / 2 - atMost(w)),
  };
}

/** The ratio at which a function of the table's probabilities, which grows with it, is 0. */
function rootOf(chances: Float64Array, of: (weights: Float64Array) => number): number {
  let low = -FAR;
  let high = FAR;
  for (let round = 0; round < 80; round++) {
    const middle = (low + high) / 2;
    if (of(tilted(chances, middle)) < 0) low = middle;
    else high = middle;
  }
  return Math.exp((low + high) / 2);
}

/** Fisher's noncentral hypergeometric distribution. */
function tilted(chances: Float64Array, logRatio: number): Float64Array {
  const logs = chances.map((chance, i) => Math.log(chance) + i * logRatio);
  const largest = logs.reduce((most, each) => Math.max(most, each), Number.NEGATIVE_INFINITY);
  const weights = logs.map((each) => Math.exp(each - largest));
  const all = weights.reduce((sum, each) => sum + each, 0);
  return weights.map((each) => each / all);
}
