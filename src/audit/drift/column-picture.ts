import { quantileOf, type WeightedSample } from '../../numerics/inference/weighted-sample.ts';
import { sharedCounts } from './category-counts.ts';
import { binCounts, isNumeric } from './column-figures.ts';
import type { ColumnSummary } from './column-summary.ts';

/** Shares of both windows in the same bins, or of the same values. */
export interface ColumnPicture {
  readonly kind: 'bins' | 'values';
  readonly bars: readonly PictureBar[];
}

export interface PictureBar {
  /** A value, or null: a bin. */
  readonly value: string | null;
  /** Of a bin, open to the outside at both ends of the picture. */
  readonly from: number;
  readonly to: number;
  readonly reference: number;
  readonly current: number;
}

const BINS = 24;
/** Left out at either end of the axis, though counted: a single far value would leave one bin for all others. */
const TAIL = 0.005;
const MOST_VALUES = 10;

/** How a column lies in two windows; null where there is nothing to draw: times, nulls, or texts of which too many are distinct. */
export function columnPicture(reference: ColumnSummary, current: ColumnSummary): ColumnPicture | null {
  const [a, b] = [reference.numbers, current.numbers];
  if (a && b && isNumeric(reference) && isNumeric(current)) return binsOf(a.sample, b.sample);
  const { names, ...counts } = sharedCounts(reference.categories, current.categories);
  const numbers = [a, b].map((each) => each?.sample.n ?? 0);
  if (!names || names.length + numbers[0] + numbers[1] === 0) return null;
  const all = [...names, 'a number'];
  return valuesOf(all, [...counts.a, numbers[0]], [...counts.b, numbers[1]]);
}

function binsOf(a: WeightedSample, b: WeightedSample): ColumnPicture {
  const low = Math.min(quantileOf(a, TAIL), quantileOf(b, TAIL));
  const high = Math.max(quantileOf(a, 1 - TAIL), quantileOf(b, 1 - TAIL));
  const width = (high - low) / BINS;
  const edges = width > 0 ? Array.from({ length: BINS - 1 }, (_, i) => low + (i + 1) * width) : [];
  const [countsA, countsB] = [binCounts(a, edges), binCounts(b, edges)];
  const bars = countsA.map((count, i) => ({
    ...{ value: null, from: low + i * width, to: low + (i + 1) * width },
    ...{ reference: count / a.n, current: countsB[i] / b.n },
  }));
  return { kind: 'bins', bars };
}

/** The commonest of either window, and the others as one. */
function valuesOf(names: readonly string[], a: readonly number[], b: readonly number[]): ColumnPicture {
  const [n, m] = [a, b].map((counts) =>
    Math.max(
      1,
      counts.reduce((sum, count) => sum + count, 0),
    ),
  );
  const bars = names
    .map((value, i) => ({ value, from: 0, to: 0, reference: a[i] / n, current: b[i] / m }))
    .filter(({ reference, current }) => reference + current > 0)
    .sort((one, other) => other.reference + other.current - one.reference - one.current);
  const rest = bars.slice(MOST_VALUES);
  if (rest.length === 0) return { kind: 'values', bars };
  const sum = (of: 'reference' | 'current') => rest.reduce((total, bar) => total + bar[of], 0);
  const others = {
    value: `${rest.length} others`,
    from: 0,
    to: 0,
    reference: sum('reference'),
    current: sum('current'),
  };
  return { kind: 'values', bars: [...bars.slice(0, MOST_VALUES), others] };
}
