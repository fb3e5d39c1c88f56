import { type Bootstrapped, bcaInterval, bootstrap } from '../../numerics/inference/bootstrap.ts';
import { normalQuantile } from '../../numerics/inference/normal.ts';
import type { RandomSource } from '../../numerics/inference/random-source.ts';
import { wilsonOfRate } from '../../numerics/inference/wilson.ts';
import { clustered } from './analyse-contrast.ts';
import { type Cluster, statisticOf, sumOf } from './analyse-statistic.ts';
import type { MeasureKind } from './measures.ts';
import type { Estimate } from './outcome.ts';

export interface EstimateOptions {
  readonly alpha: number;
  readonly random: RandomSource;
  /** Of a bootstrap. */
  readonly draws: number;
  /** Of survival. */
  readonly horizon: number;
}

/** One side by itself, with its interval at 1 - alpha over units. */
export function estimateOf(
  kind: MeasureKind,
  clusters: readonly Cluster[],
  { alpha, random, draws, horizon }: EstimateOptions,
  by: 'units' | 'seeds',
): Estimate {
  if (kind === 'share') return shareOf(clusters, alpha);
  if (kind === 'count') return countOf(clusters, by);
  const statistic = statisticOf(kind, clusters, horizon);
  return intervalOf(bootstrap([clusters.length], statistic, random, draws), alpha, clusters.length);
}

/** Over units that are drawn; one unit has no interval. */
export function intervalOf(drawn: Bootstrapped, alpha: number, units: number): Estimate {
  return units < 2
    ? { value: drawn.value, low: drawn.value, high: drawn.value }
    : bcaInterval(drawn, alpha, units);
}

/** Different completions of a unit, mean over units: a number of so many observations, as more of them would bring more. */
function countOf(clusters: readonly Cluster[], by: 'units' | 'seeds'): Estimate {
  const units = by === 'units' ? clusters : clustered(clusters.flat(), ({ sample }) => sample, 'units');
  const value = statisticOf('count', units, 0)(new Float64Array(units.length).fill(1));
  return { value, low: value, high: value };
}

/**
 * Wilson's interval of as many observations as say the same of units drawn anew (E. L. Korn and B. I. Graubard 1998): all of them where
 * a unit has one, fewer where what is seen of a unit is much alike, and no fewer than there are units.
 */
function shareOf(clusters: readonly Cluster[], alpha: number): Estimate {
  const sums = clusters.map(sumOf);
  const count = sums.reduce((all, each) => all + each.count, 0);
  const value = sums.reduce((all, each) => all + each.sum, 0) / count;
  const squares = sums.reduce((all, each) => all + (each.sum - value * each.count) ** 2, 0);
  const variance = ((clusters.length / Math.max(1, clusters.length - 1)) * squares) / count ** 2;
  const alike = value === 0 || value === 1;
  const effective = variance > 0 ? (value * (1 - value)) / variance : alike ? clusters.length : count;
  const { low, high } = wilsonOfRate(
    value,
    Math.min(count, Math.max(clusters.length, effective)),
    normalQuantile(1 - alpha / 2),
  );
  return { value, low, high };
}
