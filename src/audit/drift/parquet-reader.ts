import {
  type AsyncBuffer,
  type Compressors,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
} from 'hyparquet';
import { compressors as unpackers } from 'hyparquet-compressors';
import { ImportError } from '../../imports/import-error.ts';
import { checkColumns, type TableBatch, type TableReader, type TableSource } from './table-source.ts';

/** A column of a row group is held whole, and so is what it is unpacked from. */
const MOST_COLUMN_BYTES = 512 << 20;
const MOST_GROUP_ROWS = 20_000_000;

/** A page may announce another size than its column does. */
const compressors: Compressors = Object.fromEntries(
  Object.entries(unpackers).map(([codec, unpack]) => [
    codec,
    (packed: Uint8Array, bytes: number) => {
      if (!(bytes <= MOST_COLUMN_BYTES)) throw new Error(`a page of ${bytes} bytes is announced`);
      return unpack!(packed, bytes);
    },
  ]),
);

/**
 * A Parquet file, one column of one row group after another. Lists are measured by their length; a struct is one cell. Reading throws ImportError that names the row
 * group and the column where the file is damaged or too large to hold.
 */
export function parquetReader(source: TableSource): TableReader {
  return { typed: true, notes: [], batches: () => batchesOf(source) };
}

async function* batchesOf(source: TableSource): AsyncGenerator<TableBatch> {
  const file: AsyncBuffer = {
    byteLength: source.size,
    slice: (from, to = source.size) => source.slice(from < 0 ? source.size + from : from, to),
  };
  const metadata = await damagedUnless(`${source.name}, footer`, () => parquetMetadataAsync(file));
  const names = namesOf(metadata);
  checkColumns(source.name, names.length);
  let rowStart = 0;
  let done = 0;
  for (const [index, group] of metadata.row_groups.entries()) {
    const rows = Number(group.num_rows);
    const where = `${source.name}, row group ${index + 1}`;
    checkGroup(where, group, rows);
    done += Number(group.total_compressed_size ?? group.total_byte_size);
    const range = { file, metadata, rowStart, rowEnd: rowStart + rows };
    yield {
      ...{ rows, names, done: Math.min(done, source.size) },
      cells: (name) => damagedUnless(`${where}, column ${name}`, () => columnOf(range, name, rows)),
    };
    rowStart += rows;
  }
}

type Range = {
  readonly file: AsyncBuffer;
  readonly metadata: FileMetaData;
  readonly rowStart: number;
  readonly rowEnd: number;
};

async function columnOf(range: Range, name: string, rows: number): Promise<readonly unknown[]> {
  let found: readonly (readonly unknown[])[] = [];
  await parquetRead({
    ...{ ...range, columns: [name], compressors },
    onComplete: (read) => {
      found = read;
    },
  });
  if (found.length !== rows) throw new Error(`${rows} rows are announced and ${found.length} are there`);
  return found.map(([cell]) => cell);
}

/** Of the columns at the top, in their order. */
function namesOf({ schema }: FileMetaData): string[] {
  const names: string[] = [];
  const skip = (at: number): number => {
    let next = at + 1;
    for (let child = 0; child < (schema[at]?.num_children ?? 0); child++) next = skip(next);
    return next;
  };
  for (let at = 1; at < schema.length; at = skip(at)) names.push(schema[at].name);
  return names;
}

function checkGroup(where: string, group: FileMetaData['row_groups'][number], rows: number): void {
  if (!(rows >= 0 && rows <= MOST_GROUP_ROWS))
    throw new ImportError(where, `expected at most ${MOST_GROUP_ROWS} rows, found ${rows}`);
  for (const { meta_data } of group.columns) {
    const bytes = Number(meta_data?.total_uncompressed_size ?? 0);
    if (bytes > MOST_COLUMN_BYTES)
      throw new ImportError(
        `${where}, column ${meta_data!.path_in_schema.join('.')}`,
        `expected at most ${MOST_COLUMN_BYTES} bytes, found ${bytes}; a file of smaller row groups can be read`,
      );
  }
}

async function damagedUnless<Value>(where: string, read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    const { message } = error as Error;
    throw new ImportError(where, `the Parquet file is damaged or of a kind that is not read (${message})`);
  }
}
