import { ImportError } from '../../imports/import-error.ts';
import { grouped } from '../../numerics/grouped.ts';
import type { TableBatch } from './table-source.ts';

/** How one table becomes windows, the first of which is the reference. */
export type Split =
  | { readonly kind: 'none' }
  /** Windows of so many rows, in their order. */
  | { readonly kind: 'rows'; readonly rows: number }
  /** Two windows: rows whose cell of a column is less than a value, which may be a number, a time or a text, and the others. */
  | { readonly kind: 'column'; readonly column: string; readonly from: string };

/** More would hold too many sketches; the last takes what is left. */
export const MOST_WINDOWS = 24;

/** Which window each row of a batch belongs to; rows come in order. */
export type Windowing = (batch: TableBatch, firstRow: number) => Promise<WindowPart[]>;

/** Rows of a batch that belong to one window; null: all of them. */
export interface WindowPart {
  readonly window: number;
  readonly rows: readonly number[] | null;
}

export function windowingOf(split: Split, where: string): Windowing {
  switch (split.kind) {
    case 'none':
      return async () => [{ window: 0, rows: null }];
    case 'rows':
      return async ({ rows }, firstRow) => partsBy(rows, (row) => windowOfRow(firstRow + row, split.rows));
    case 'column':
      return async (batch) => {
        if (!batch.names.includes(split.column))
          throw new ImportError(
            where,
            `expected a column “${split.column}” to split at, found none of that name`,
          );
        const cells = await batch.cells(split.column);
        const isBefore = before(split.from);
        return partsBy(batch.rows, (row) => (isBefore(cells[row]) ? 0 : 1));
      };
  }
}

/** What a window of a table is called: its file, or which rows of it. */
export function windowName(file: string, split: Split, window: number, windows: number): string {
  if (split.kind === 'none') return file;
  if (split.kind === 'column')
    return window === 0
      ? `${file}: ${split.column} before ${split.from}`
      : `${file}: ${split.column} from ${split.from} on`;
  const [from, to] = [window * split.rows + 1, (window + 1) * split.rows];
  return window === windows - 1
    ? `${file}: rows from ${grouped(from)} on`
    : `${file}: rows ${grouped(from)} to ${grouped(to)}`;
}

function windowOfRow(row: number, rows: number): number {
  return Math.min(MOST_WINDOWS - 1, Math.floor(row / rows));
}

function partsBy(rows: number, windowOf: (row: number) => number): WindowPart[] {
  const parts = new Map<number, number[]>();
  for (let row = 0; row < rows; row++) {
    const window = windowOf(row);
    const part = parts.get(window);
    if (part) part.push(row);
    else parts.set(window, [row]);
  }
  return [...parts].map(([window, own]) => ({ window, rows: own.length === rows ? null : own }));
}

/** Numbers go by size, times by when they are, anything else by its characters; a row without a cell is not before. */
function before(from: string): (cell: unknown) => boolean {
  const number = from.trim() === '' ? Number.NaN : Number(from);
  if (Number.isFinite(number)) return (cell) => cell !== '' && cell !== null && Number(cell) < number;
  const time = Date.parse(from);
  if (!Number.isNaN(time))
    return (cell) => (cell instanceof Date ? cell.getTime() : Date.parse(String(cell))) < time;
  return (cell) => typeof cell === 'string' && cell !== '' && cell < from;
}
