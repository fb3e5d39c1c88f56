import { distributionOf } from '../../results/load/distribution.ts';
import type { Percentiles } from './model-audit.ts';

/** Of at least one value. Throws RangeError of none. */
export function percentilesOf(values: readonly number[]): Percentiles {
  const found = distributionOf(values);
  if (!found) throw new RangeError('percentiles: expected a value, found none');
  return { n: values.length, ...found };
}

/** How sure it is to be that the slowest of a sample lies above a quantile. */
const SURE = 0.95;

/**
 * The highest quantile that a sample bounds from above: with 95 % the slowest of n independent values lies above it, so that of what is rarer the
 * sample says nothing. 59 values reach the 95th percentile, 299 the 99th (order statistics: H. A. David and H. N. Nagaraja 2003, 7.1).
 */
export function reachOf(n: number): number {
  return (1 - SURE) ** (1 / n);
}
