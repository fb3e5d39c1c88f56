import {
  type AsyncBuffer,
  type Compressors,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
  type SchemaTree,
} from 'hyparquet';
import { getMaxDefinitionLevel, getTreePath, isFlatColumn } from 'hyparquet/src/schema.js';
import { compressors as unpackers } from 'hyparquet-compressors';
import { ImportError } from '../../imports/import-error.ts';
import { type Chunk, checkPages } from './parquet-pages.ts';
import { walkStruct } from './parquet-thrift.ts';
import { checkColumns, type TableBatch, type TableReader, type TableSource } from './table-source.ts';

/** A column of a row group is held whole, and so is what it is unpacked from. */
const MOST_COLUMN_BYTES = 512 << 20;
/** The footer is held whole, and objects are made of it. */
const MOST_FOOTER_BYTES = 64 << 20;
const MOST_SCHEMA = 20_000;
const MOST_GROUP_ROWS = 20_000_000;
/** Values of a column of a row group times the levels at which one may be missing. */
const MOST_GROUP_CELLS = 4 * MOST_GROUP_ROWS;

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
    slice: (from, to = source.size) =>
      source.slice(from < 0 ? source.size + from : from, Math.min(to, source.size)),
  };
  const metadata = await damagedUnless(`${source.name}, footer`, () => footerOf(file));
  const schema = await damagedUnless(`${source.name}, footer`, async () => parquetSchema(metadata));
  const names = schema.children.map(({ element }) => element.name);
  checkColumns(source.name, names.length);
  let done = 0;
  for (const [index, group] of metadata.row_groups.entries()) {
    const rows = Number(group.num_rows);
    const where = `${source.name}, row group ${index + 1}`;
    checkGroup(where, group, rows);
    done += Number(group.total_compressed_size ?? group.total_byte_size);
    // With the others the decoder would look through all of them for each column.
    const range = { file, metadata: { ...metadata, row_groups: [group] }, schema, group, rows };
    yield {
      ...{ rows, names, done: Math.min(done, source.size) },
      cells: (name) => damagedUnless(`${where}, column ${name}`, () => columnOf(range, name)),
    };
  }
}

type Range = {
  readonly file: AsyncBuffer;
  readonly metadata: FileMetaData;
  readonly schema: SchemaTree;
  readonly group: FileMetaData['row_groups'][number];
  readonly rows: number;
};

async function columnOf(range: Range, name: string): Promise<readonly unknown[]> {
  await checkChunks(range, name);
  const { file, metadata, rows } = range;
  let found: readonly (readonly unknown[])[] = [];
  await parquetRead({
    ...{ file, metadata, rowStart: 0, rowEnd: rows, columns: [name], compressors },
    onComplete: (read) => {
      found = read;
    },
  });
  if (found.length !== rows) throw new Error(`${rows} rows are announced and ${found.length} are there`);
  return found.map(([cell]) => cell);
}

/** Throws Error where it announces more than it holds. */
async function footerOf(file: AsyncBuffer): Promise<FileMetaData> {
  const { byteLength: size } = file;
  const [bytes] = new Uint32Array(await file.slice(Math.max(0, size - 8), size), 0, 1);
  if (bytes > MOST_FOOTER_BYTES && bytes <= size)
    throw new Error(`expected at most ${MOST_FOOTER_BYTES} bytes, found ${bytes}`);
  if (bytes <= size - 8)
    walkStruct({ bytes: new Uint8Array(await file.slice(size - 8 - bytes, size - 8)), at: 0 });
  const metadata = await parquetMetadataAsync(file);
  if (metadata.schema.length > MOST_SCHEMA)
    throw new Error(`expected at most ${MOST_SCHEMA} fields, found ${metadata.schema.length}`);
  return metadata;
}

/** Before it is decoded: the decoder believes what a page announces. */
async function checkChunks({ file, schema, group, rows }: Range, name: string): Promise<void> {
  for (const { meta_data: meta } of group.columns) {
    if (meta?.path_in_schema[0] !== name) continue;
    const path = getTreePath(schema, meta.path_in_schema);
    const values = isFlatColumn(path) ? rows : Number(meta.num_values);
    const most = Math.floor(MOST_GROUP_CELLS / (1 + getMaxDefinitionLevel(path)));
    if (!(values >= 0 && values <= most)) throw new Error(`expected at most ${most} values, found ${values}`);
    const chunk: Chunk = { path, rows, values, bytes: MOST_COLUMN_BYTES, type: meta.type, codec: meta.codec };
    const from = Number(meta.dictionary_page_offset || meta.data_page_offset);
    const bytes = Number(meta.total_compressed_size);
    if (!(from >= 0 && bytes >= 0 && from + bytes <= file.byteLength))
      throw new Error(`bytes ${from} to ${from + bytes} are announced, beyond the file's end`);
    checkPages(await file.slice(from, from + bytes), chunk, compressors);
  }
}

function checkGroup(where: string, group: FileMetaData['row_groups'][number], rows: number): void {
  if (!(rows >= 0 && rows <= MOST_GROUP_ROWS))
    throw new ImportError(where, `expected at most ${MOST_GROUP_ROWS} rows, found ${rows}`);
  for (const { meta_data } of group.columns) {
    const { total_compressed_size: packed, total_uncompressed_size: unpacked } = meta_data ?? {};
    const bytes = Math.max(Number(packed ?? 0), Number(unpacked ?? 0));
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
