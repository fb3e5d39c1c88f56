import { type BenchCase, rowsOf } from '../../../bench/bench-case.ts';
import type { CaseReport } from '../../../bench/report.ts';
import { type Price, priceOf } from '../../../bench/summary.ts';

/** Steps that differ by nothing but M. */
export interface PriceSeries {
  /** `decode at context 64`, `prefill`, `prefill 4 x`. */
  readonly name: string;
  readonly phase: BenchCase['phase'];
  readonly byRows: ReadonlyMap<number, Price>;
}

/** The prices of invariance as a curve over M for each kind of step, decode first; cases that have none are left out. */
export function priceSeries(cases: readonly CaseReport[]): PriceSeries[] {
  const priced = cases.flatMap((report) => {
    const price = priceOf(report);
    return price ? [{ name: nameOf(report.case), case: report.case, price }] : [];
  });
  const named = Map.groupBy(priced, ({ name }) => name);
  return [...named]
    .map(([name, points]) => ({
      name,
      phase: points[0].case.phase,
      byRows: new Map(points.map((point) => [rowsOf(point.case), point.price])),
    }))
    .toSorted((a, b) => Number(b.phase === 'decode') - Number(a.phase === 'decode'));
}

/** Every M that has a price, from the smallest. */
export function rowsOfSeries(series: readonly PriceSeries[]): number[] {
  return [...new Set(series.flatMap(({ byRows }) => [...byRows.keys()]))].toSorted((a, b) => a - b);
}

function nameOf({ phase, batch, positions }: BenchCase): string {
  if (phase === 'decode') return `decode at context ${positions}`;
  return batch === 1 ? 'prefill' : `prefill ${batch} x`;
}
