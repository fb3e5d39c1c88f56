import { ImportError } from '../../imports/import-error.ts';

/** A file, read from its beginning to its end or by ranges; never held whole. */
export interface TableSource {
  readonly name: string;
  readonly size: number;
  stream(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** Bytes [from, to). */
  slice(from: number, to: number): Promise<ArrayBuffer>;
}

/** Rows of a table that are read together. */
export interface TableBatch {
  readonly rows: number;
  readonly names: readonly string[];
  /** Bytes of the file read by then. */
  readonly done: number;
  /** (rows) of a column of `names`; undefined where a row has no cell. */
  cells(name: string): readonly unknown[] | Promise<readonly unknown[]>;
}

/** A file as a table: whether its cells have types of their own, and its rows. */
export interface TableReader {
  readonly typed: boolean;
  batches(): AsyncIterable<TableBatch> | Iterable<TableBatch>;
  /** What was taken otherwise than it stands there; known once it is read. */
  readonly notes: readonly string[];
}

/** Columns of a table, each with a sketch in memory. */
export const MOST_COLUMNS = 2000;
/** Of a line, or of a record over several lines. */
export const MOST_RECORD_BYTES = 1 << 20;

/** Of a browser. */
export function sourceOfFile(name: string, file: Blob): TableSource {
  return {
    name,
    size: file.size,
    stream: () => chunksOf(file.stream()),
    slice: (from, to) => file.slice(from, to).arrayBuffer(),
  };
}

/** Not every browser gives a stream as something to iterate over. */
async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

export function atLine(name: string, line: number, problem: string): ImportError {
  return new ImportError(`${name}, line ${line}`, problem);
}

/** Throws ImportError of more columns than are kept. */
export function checkColumns(where: string, count: number): void {
  if (count > MOST_COLUMNS)
    throw new ImportError(where, `expected at most ${MOST_COLUMNS} columns, found ${count}`);
}
