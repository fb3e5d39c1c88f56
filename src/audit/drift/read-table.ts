import { ImportError } from '../../imports/import-error.ts';
import type { TableSummary } from './column-summary.ts';
import { ColumnTally, TooDeepError } from './column-tally.ts';
import { csvReader } from './csv-reader.ts';
import { jsonlReader, tableOfObjects } from './jsonl-reader.ts';
import { loadJsonFields, loadLineFields } from './load-table.ts';
import { checkColumns, type TableReader, type TableSource } from './table-source.ts';
import { type Split, windowingOf, windowName } from './windows.ts';

/** Lets other work through, is told how far reading is, and throws where it is to end. */
export type Pause = (done: number, total: number) => Promise<void>;

export interface ReadOptions {
  readonly split: Split;
  /** Of lines of a run under load, the arm that is read; null: all. */
  readonly arm: string | null;
  readonly pause: Pause;
}

/** Bytes that the sketches of a window's columns may take together, about. */
const SKETCH_BYTES = 64 << 20;
/** Values of 8 bytes that a sketch holds, over its k. */
const HELD_OVER_K = 3;
const LARGEST_K = 8192;
const LEAST_K = 1024;

/**
 * A file as windows of a table, told by its content and its name: Parquet, CSV, JSON Lines (those that `lab load --jsonl` writes too). Read
 * once, from its beginning to its end, in memory that does not grow with it. Throws ImportError where it cannot be read.
 */
export async function readTable(source: TableSource, options: ReadOptions): Promise<TableSummary[]> {
  const reader = await readerFor(source, options.arm);
  return await summarise(reader, source, options);
}

/** The windows of rows that are read in some way. Throws ImportError where there are none. */
export async function summarise(
  reader: TableReader,
  { name, size }: Pick<TableSource, 'name' | 'size'>,
  { split, pause }: Pick<ReadOptions, 'split' | 'pause'>,
): Promise<TableSummary[]> {
  const windowing = windowingOf(split, name);
  const windows: WindowTally[] = [];
  let row = 0;
  for await (const batch of reader.batches()) {
    const parts = await windowing(batch, row);
    for (const { window, rows } of parts) {
      windows[window] ??= { rows: 0, columns: new Map() };
      windows[window].rows += rows?.length ?? batch.rows;
    }
    for (const column of batch.names) {
      const cells = await batch.cells(column);
      for (const { window, rows } of parts) {
        const tally = tallyOf(windows[window], column, batch.names.length, reader.typed, name);
        addTo(tally, rows ? rows.map((each) => cells[each]) : cells, `${name}, column ${column}`);
      }
    }
    row += batch.rows;
    await pause(batch.done, size);
  }
  if (row === 0) throw new ImportError(name, 'expected rows, found none');
  return Array.from(windows, (window, i) => {
    if (!window)
      throw new ImportError(windowName(name, split, i, windows.length), 'expected rows, found none');
    return {
      name: windowName(name, split, i, windows.length),
      rows: window.rows,
      columns: [...window.columns.values()].map((tally) => tally.result(window.rows)),
      notes: reader.notes,
    };
  });
}

interface WindowTally {
  rows: number;
  /** In the order in which they first came; a name may be `__proto__`. */
  readonly columns: Map<string, ColumnTally>;
}

function addTo(tally: ColumnTally, cells: readonly unknown[], where: string): void {
  try {
    tally.add(cells);
  } catch (error) {
    throw error instanceof TooDeepError ? new ImportError(where, error.message) : error;
  }
}

function tallyOf(
  { columns }: WindowTally,
  name: string,
  atOnce: number,
  typed: boolean,
  file: string,
): ColumnTally {
  let tally = columns.get(name);
  if (!tally) {
    checkColumns(file, columns.size + 1);
    tally = new ColumnTally(name, typed, sketchSize(Math.max(atOnce, columns.size + 1)));
    columns.set(name, tally);
  }
  return tally;
}

function sketchSize(columns: number): number {
  const fits = SKETCH_BYTES / (columns * HELD_OVER_K * 8);
  return Math.max(LEAST_K, Math.min(LARGEST_K, 2 ** Math.floor(Math.log2(fits))));
}

async function readerFor(source: TableSource, arm: string | null): Promise<TableReader> {
  if (source.size === 0) throw new ImportError(source.name, 'expected a table, found an empty file');
  const head = new Uint8Array(await source.slice(0, Math.min(source.size, 64)));
  if (startsWith(head, 'PAR1')) return (await import('./parquet-reader.ts')).parquetReader(source);
  if (/\.parquet$/i.test(source.name))
    throw new ImportError(source.name, 'expected a Parquet file, which begins with PAR1, found another one');
  if (head[0] === 0x1f && head[1] === 0x8b)
    throw new ImportError(source.name, 'expected a table as it is, found one that is packed by gzip');
  const first = head.find((byte) => byte > 32 && byte < 0x80);
  if (first === '['.charCodeAt(0))
    throw new ImportError(source.name, 'expected JSON Lines, an object a line, found a list');
  const run = await loadJsonFields(source, arm);
  if (run) return tableOfObjects(source.name, run);
  if (/\.(?:jsonl|ndjson|json)$/i.test(source.name) || first === '{'.charCodeAt(0))
    return jsonlReader(source, loadLineFields(arm));
  return csvReader(source);
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return [...text].every((character, i) => bytes[i] === character.charCodeAt(0));
}
