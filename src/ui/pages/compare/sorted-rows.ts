import type { SequenceSummary } from '../../../results/compare-transcripts.ts';

type Column = 'id' | 'fork' | 'length' | 'margin' | 'perturbation' | 'delta';

export interface Order {
  readonly column: Column;
  /** Largest first. */
  readonly down: boolean;
}

export const COLUMNS: readonly { readonly id: Column; readonly words: string; readonly number: boolean }[] = [
  { id: 'id', words: 'sequence', number: false },
  { id: 'fork', words: 'fork', number: true },
  { id: 'length', words: 'length', number: true },
  { id: 'margin', words: 'margin', number: true },
  { id: 'perturbation', words: 'perturbation', number: true },
  { id: 'delta', words: 'max |Δ logprob|', number: true },
];

/** A row with its place in the report, which is its name for the worker. */
export interface PlacedRow {
  readonly index: number;
  readonly row: SequenceSummary;
}

/** Rows by a column, those without a value last whatever the direction; equal ones in the report's order. */
export function sortedRows(rows: readonly SequenceSummary[], { column, down }: Order): PlacedRow[] {
  const placed = rows.map((row, index) => ({ index, row }));
  if (column === 'id') {
    const inOrder = placed.toSorted((x, y) => x.row.id.localeCompare(y.row.id, 'en', { numeric: true }));
    return down ? inOrder.reverse() : inOrder;
  }
  const of = VALUES[column];
  return placed.toSorted((x, y) => {
    const [a, b] = [of(x.row), of(y.row)];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return down ? b - a : a - b;
  });
}

const VALUES: Readonly<Record<Exclude<Column, 'id'>, (row: SequenceSummary) => number | null>> = {
  fork: ({ fork }) => fork,
  length: ({ lengths }) => Math.max(lengths.a, lengths.b),
  margin: ({ margin }) => margin,
  perturbation: ({ perturbation }) => perturbation,
  delta: ({ maxDelta }) => maxDelta,
};
