import { chiSquareTwoSample } from '../../numerics/inference/chi-square.ts';
import { kolmogorovSmirnovOf } from '../../numerics/inference/kolmogorov-smirnov.ts';
import { meanShiftZ } from '../../numerics/inference/mean-shift.ts';
import { populationStability } from '../../numerics/inference/psi.ts';
import { wassersteinOf } from '../../numerics/inference/wasserstein.ts';
import { countsUpTo, quantileOf, type WeightedSample } from '../../numerics/inference/weighted-sample.ts';
import { sharedCounts } from './category-counts.ts';
import { NUMERIC } from './cell-form.ts';
import type { ColumnSummary, NumberSummary } from './column-summary.ts';

/** Bins of the reference's deciles, as credit scoring has them. */
const BINS = 10;

/** How two windows of a column differ, before anything is corrected. */
export interface ColumnFigures {
  readonly nullsP: number | null;
  readonly numbers: NumberFigures | null;
  readonly classes: ClassFigures | null;
}

export interface NumberFigures {
  readonly z: { readonly z: number; readonly alarm: boolean };
  readonly ks: { readonly d: number; readonly p: number; readonly exact: boolean; readonly error: number };
  readonly wasserstein: number;
  readonly wassersteinOfStd: number;
}

export interface ClassFigures {
  readonly chi2: number;
  readonly df: number;
  readonly p: number;
  readonly psi: number;
  readonly over: 'bins' | 'values' | 'hashes';
}

export function columnFigures(reference: ColumnSummary, current: ColumnSummary): ColumnFigures {
  const nullsP = nullsTest(reference, current);
  const [a, b] = [reference.numbers, current.numbers];
  if (isNumeric(reference) && isNumeric(current) && a && b)
    return { nullsP, numbers: numberFigures(a, b), classes: binFigures(a, b) };
  return { nullsP, numbers: null, classes: categoryFigures(reference, current) };
}

export function nullShare({ forms, rows }: ColumnSummary): number {
  return rows === 0 ? 0 : (forms.get('missing') ?? 0) / rows;
}

/** Whether most cells of a column have a value to calculate with. */
export function isNumeric({ forms }: ColumnSummary): boolean {
  let [numeric, other] = [0, 0];
  for (const [form, count] of forms)
    if (NUMERIC.has(form)) numeric += count;
    else if (form !== 'missing') other += count;
  return numeric > other;
}

/** Of a column of times alone nothing is compared but types and nulls: time goes on. */
function isTime({ forms }: ColumnSummary): boolean {
  return [...forms.keys()].every((form) => form === 'time' || form === 'missing');
}

function nullsTest(reference: ColumnSummary, current: ColumnSummary): number | null {
  if (reference.rows === 0 || current.rows === 0) return null;
  const counts = [reference, current].map((column) => {
    const nulls = column.forms.get('missing') ?? 0;
    return [nulls, column.rows - nulls];
  });
  if (counts[0][0] + counts[1][0] === 0 || counts[0][1] + counts[1][1] === 0) return null;
  return chiSquareTwoSample(counts[0], counts[1]).p;
}

function numberFigures(a: NumberSummary, b: NumberSummary): NumberFigures {
  const error = a.error + b.error;
  const moments = ({ mean, deviation, sample: { n } }: NumberSummary) => ({ mean, deviation, n });
  const distance = wassersteinOf(a.sample, b.sample);
  return {
    z: meanShiftZ(moments(a), moments(b)),
    ks: { ...kolmogorovSmirnovOf(a.sample, b.sample, error), error },
    wasserstein: distance,
    wassersteinOfStd: distance / a.deviation,
  };
}

function binFigures(a: NumberSummary, b: NumberSummary): ClassFigures {
  const edges = decileEdges(a.sample);
  const [countsA, countsB] = [a.sample, b.sample].map((sample) => binCounts(sample, edges));
  return {
    ...chiSquareTwoSample(countsA, countsB),
    psi: populationStability(countsA, countsB),
    over: 'bins',
  };
}

/** Inner edges; of values that repeat fewer than nine. */
export function decileEdges(sample: WeightedSample): number[] {
  const edges = Array.from({ length: BINS - 1 }, (_, i) => quantileOf(sample, (i + 1) / BINS));
  return [...new Set(edges)];
}

/** How much lies up to each edge, and beyond the last. */
export function binCounts(sample: WeightedSample, edges: readonly number[]): number[] {
  const upTo = [...countsUpTo(sample, edges), sample.n];
  return upTo.map((count, i) => count - (upTo[i - 1] ?? 0));
}

/** Cells with a value are one class beside the texts. */
function categoryFigures(reference: ColumnSummary, current: ColumnSummary): ClassFigures | null {
  if (isTime(reference) && isTime(current)) return null;
  const shared = sharedCounts(reference.categories, current.categories);
  const numbers = [reference, current].map(({ numbers: own }) => own?.sample.n ?? 0);
  const [a, b] = [
    [...shared.a, numbers[0]],
    [...shared.b, numbers[1]],
  ];
  if (sumOf(a) === 0 || sumOf(b) === 0) return null;
  return {
    ...chiSquareTwoSample(a, b),
    psi: populationStability(a, b),
    over: shared.names ? 'values' : 'hashes',
  };
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
