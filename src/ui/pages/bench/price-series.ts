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
  const found = new Map<string, { phase: BenchCase['phase']; byRows: Map<number, Price> }>();
  for (const report of cases) {
    const price = priceOf(report);
    if (!price) continue;
    const name = nameOf(report.case);
    const one = found.get(name) ?? { phase: report.case.phase, byRows: new Map() };
    found.set(name, one);
    one.byRows.set(rowsOf(report.case), price);
  }
  return [...found]
    .map(([name, one]) => ({ name, ...one }))
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
