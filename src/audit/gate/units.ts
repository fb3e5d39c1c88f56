import { createRandom } from '../../experiment/random.ts';
import { bcaInterval, bootstrap } from '../../numerics/inference/bootstrap.ts';
import type { Statistic } from './measures.ts';
import type { Worsening } from './report.ts';

/** Values that come in units, such as the requests of a wave, which are drawn together. */
export interface Units {
  readonly count: number;
  /** The statistic where the i-th unit counts `weights[first + i]` times. */
  value(weights: Float64Array, first: number): number;
}

/** Fewer draw the same few samples again and again. */
export const LEAST_UNITS = 5;

/** Every unit `perUnit` values, one unit after the other. */
export function unitsOf(values: readonly number[], perUnit: number, statistic: Statistic): Units {
  const count = values.length / perUnit;
  if (statistic === 'mean') return meanUnits(values, perUnit);
  const order = values.map((_, i) => i).toSorted((a, b) => values[a] - values[b]);
  const share = Number(statistic.slice(1)) / 100;
  return {
    count,
    value(weights, first) {
      const of = (i: number) => weights[first + Math.floor(i / perUnit)];
      const total = order.reduce((sum, i) => sum + of(i), 0);
      return between(share * (total - 1), (rank) => {
        let seen = 0;
        for (const i of order) {
          seen += of(i);
          if (seen > rank) return values[i];
        }
        return values[order.at(-1) as number];
      });
    },
  };
}

/** By numpy's default rule: linear between the two values whose ranks enclose this one. */
function between(rank: number, at: (rank: number) => number): number {
  const below = Math.floor(rank);
  const low = at(below);
  return low + (at(below + 1) - low) * (rank - below);
}

function meanUnits(values: readonly number[], perUnit: number): Units {
  const count = values.length / perUnit;
  const sums = Array.from({ length: count }, (_, unit) =>
    values.slice(unit * perUnit, (unit + 1) * perUnit).reduce((sum, value) => sum + value, 0),
  );
  return { count, value: (weights, first) => weighted(sums, weights, first) / perUnit };
}

function weighted(values: readonly number[], weights: Float64Array, first: number): number {
  let [sum, total] = [0, 0];
  values.forEach((value, i) => {
    sum += weights[first + i] * value;
    total += weights[first + i];
  });
  return sum / total;
}

/**
 * BCa interval of a statistic of units that are drawn anew, in each of the groups apart; expanded for how few the smallest group has. Null below
 * `LEAST_UNITS`. The draws follow from a fixed seed, so that a verdict can be made again.
 */
export function drawn(
  groups: readonly number[],
  statistic: (weights: Float64Array) => number,
  confidence: number,
): Worsening | null {
  const least = Math.min(...groups);
  if (least < LEAST_UNITS) return null;
  const found = bootstrap(groups, statistic, createRandom(1));
  const { value, low, high } = bcaInterval(found, 1 - confidence, least);
  // Where the correction puts both ends on one side of the value, the value is still in.
  return { estimate: value, low: Math.min(low, value), high: Math.max(high, value) };
}
