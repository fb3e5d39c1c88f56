import type { CheckRow } from '../cases/correctness.ts';
import type { Company } from '../cases/rows.ts';
import { rowDistance } from '../points/point.ts';
import { COMPANIES } from './companies.ts';
import type { TestedKernel } from './tested-kernel.ts';
import type { Cause, Counterexample, TestProgress } from './verdict.ts';

/** A step whose watched row has other bits than alone. */
export interface Found {
  readonly company: Company;
  /** The watched row at M = 1. */
  readonly alone: Float32Array;
  readonly row: Float32Array;
}

interface NarrowOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: TestProgress) => void;
  /** When to give up, on the clock of `performance`. */
  readonly until: number;
}

/** The same kind of company at every smaller M, from 2 up. */
export async function smallest(
  tested: TestedKernel,
  found: Found,
  { signal, onProgress, until }: NarrowOptions,
): Promise<Found & { readonly smallest: boolean; readonly runs: number }> {
  const kind = COMPANIES.find((company) => company(found.company.rows).seed === found.company.seed);
  let runs = 0;
  for (let rows = 2; rows < found.company.rows; rows++) {
    signal.throwIfAborted();
    if (performance.now() > until) return { ...found, smallest: false, runs };
    onProgress({ done: rows - 2, total: found.company.rows - 2, rows });
    const { own } = found.company;
    const company = { ...(kind?.(rows) ?? { ...found.company, rows }), ...(own !== undefined && { own }) };
    const row = await tested.run(company);
    runs++;
    if (rowDistance(found.alone, row).differing > 0)
      return { company, row, alone: found.alone, smallest: true, runs };
  }
  return { ...found, smallest: true, runs };
}

/** Tells by two more steps what it is in the batch that does it. */
export async function explain(
  tested: TestedKernel,
  { company, row, alone, smallest: isSmallest }: Found & { readonly smallest: boolean },
  check: CheckRow,
): Promise<Counterexample> {
  const { differing, first } = rowDistance(alone, row);
  const element = first ?? 0;
  const otherContents = await tested.run({ ...company, seed: company.seed + 100, loudness: 2 });
  let cause: Cause = 'shape';
  if (rowDistance(row, otherContents).differing > 0) cause = 'content';
  else if (company.place > 0) {
    const atFirst = await tested.run({ ...company, place: 0 });
    if (rowDistance(alone, atFirst).differing === 0) cause = 'place';
  }
  return {
    ...{ company, cause, element, differing, smallest: isSmallest },
    alone: alone[element],
    here: row[element],
    elements: row.length,
    check: check(row),
  };
}
