import type { Cluster } from './analyse-statistic.ts';
import type { MeasureKind } from './measures.ts';
import type { Estimate } from './outcome.ts';

export interface Sides {
  readonly a: readonly Cluster[];
  readonly b: readonly Cluster[];
}

/**
 * What can be said where every pair is equal, which a bootstrap takes for certainty: units of which a share q differs come all alike
 * with probability (1 - q)^units (the rule of three), and one that differs does so by no more than values were seen to range.
 */
export function alikeInterval(kind: MeasureKind, sides: Sides, horizon: number, alpha: number): Estimate {
  const differing = 1 - (alpha / 2) ** (1 / unitsOf(sides));
  const most = kind === 'count' ? 0 : differing * rangeOf(kind, sides, horizon);
  return { value: 0, low: -most, high: most };
}

/** No less than 2^-units: fewer than half of the units may be of any other kind. Null of counts. */
export function alikeEquivalence(
  kind: MeasureKind,
  sides: Sides,
  horizon: number,
  smallest: number,
): number | null {
  if (kind === 'count') return null;
  const range = rangeOf(kind, sides, horizon);
  const share = range > 0 ? Math.min(1 / 2, smallest / range) : 1 / 2;
  return (1 - share) ** unitsOf(sides);
}

const unitsOf = ({ a, b }: Sides) => Math.min(a.length, b.length);

function rangeOf(kind: MeasureKind, { a, b }: Sides, horizon: number): number {
  if (kind === 'share') return 1;
  if (kind === 'survival') return horizon;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { sample } of [...a, ...b].flat()) {
    low = Math.min(low, sample.value);
    high = Math.max(high, sample.value);
  }
  return high - low;
}
