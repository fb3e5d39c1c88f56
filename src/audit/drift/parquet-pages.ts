import type { Compressors, PageHeader, SchemaTree } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { decompressPage } from 'hyparquet/src/datapage.js';
import { deltaBinaryUnpack } from 'hyparquet/src/delta.js';
import { getMaxDefinitionLevel, getMaxRepetitionLevel, isFlatColumn } from 'hyparquet/src/schema.js';
import { type Cursor, walkDeltas, walkRuns } from './parquet-runs.ts';
import { walkStruct } from './parquet-thrift.ts';

/** A column of a row group, as the footer has it. */
export interface Chunk {
  readonly path: SchemaTree[];
  readonly type: string;
  readonly codec: Parameters<typeof decompressPage>[2];
  readonly rows: number;
  /** Values that all pages together may announce, nulls with them. */
  readonly values: number;
  /** Bytes that all pages together may be unpacked to. */
  readonly bytes: number;
}

const WIDTHS: Readonly<Record<string, number>> = { INT32: 4, FLOAT: 4, INT64: 8, DOUBLE: 8 };

/**
 * Walks a column's pages without making a value of them. Throws Error where a page announces what neither it nor the column holds: the
 * decoder takes lengths of runs and blocks at their word, writes them out and may not come to an end.
 */
export function checkPages(buffer: ArrayBuffer, chunk: Chunk, compressors: Compressors): void {
  const reader = { view: new DataView(buffer), offset: 0 };
  const flat = isFlatColumn(chunk.path);
  let { values, bytes } = chunk;
  let texts = bytes;
  let rows = 0;
  while (reader.offset < buffer.byteLength - 1 && !(flat && rows >= chunk.rows)) {
    walkStruct({ bytes: new Uint8Array(buffer), at: reader.offset });
    const header = parquetHeader(reader);
    const { compressed_page_size: packed, uncompressed_page_size: unpacked } = header;
    const rest = buffer.byteLength - reader.offset;
    within('bytes of a page', packed, rest);
    within('bytes of a page as unpacked', unpacked, bytes);
    bytes -= unpacked;
    const page = new Uint8Array(buffer, reader.offset, packed);
    reader.offset += packed;
    if (header.type === 'DICTIONARY_PAGE') {
      within('words of a dictionary', header.dictionary_page_header?.num_values, unpacked * 8);
      continue;
    }
    const isSecond = header.type === 'DATA_PAGE_V2';
    const count = (isSecond ? header.data_page_header_v2 : header.data_page_header)?.num_values;
    within('values of a page', count, values);
    values -= count!;
    const found = (isSecond ? checkSecond : checkFirst)(page, header, chunk, compressors);
    rows += found.rows;
    texts -= found.bytes;
    if (texts < 0) throw new Error(`texts of more than ${chunk.bytes} bytes are announced`);
  }
  if (flat && rows < chunk.rows) throw new Error(`${chunk.rows} rows are announced and ${rows} are there`);
}

interface Found {
  readonly rows: number;
  /** Of texts that are told by what they share with the one before. */
  readonly bytes: number;
}

function checkFirst(packed: Uint8Array, header: PageHeader, chunk: Chunk, compressors: Compressors): Found {
  const { num_values: count, encoding } = header.data_page_header!;
  const cursor = { bytes: unpacked(packed, header.uncompressed_page_size, chunk, compressors), at: 0 };
  const [repeats, depth] = levels(chunk);
  if (repeats > 0 && chunk.path.length > 1) walkSized(cursor, repeats, count);
  const present = depth > 0 ? walkSized(cursor, depth, count) : count;
  return { rows: count, bytes: checkValues(cursor, encoding, present, chunk, 1) };
}

function checkSecond(packed: Uint8Array, header: PageHeader, chunk: Chunk, compressors: Compressors): Found {
  const head = header.data_page_header_v2!;
  const { num_values: count, num_nulls: nulls, encoding, is_compressed: isPacked } = head;
  const { repetition_levels_byte_length: repeated, definition_levels_byte_length: defined } = head;
  within('nulls of a page', nulls, count);
  within('bytes of levels', repeated, packed.length);
  within('bytes of levels', defined, packed.length - repeated);
  const [repeats, depth] = levels(chunk);
  if (repeats > 0) walkRuns({ bytes: packed, at: 0 }, widthOf(repeats), count, -1);
  if (depth > 0) walkRuns({ bytes: packed, at: repeated }, widthOf(depth), count, -1);
  // The decoder goes on behind the definition levels only where the column has some.
  const rest = packed.subarray(repeated + (depth > 0 ? defined : 0));
  const size = header.uncompressed_page_size - repeated - defined;
  const bytes = isPacked === false ? rest : unpacked(rest, size, chunk, compressors);
  const present = count - nulls;
  const more = checkValues({ bytes, at: 0 }, encoding, present, chunk, 2);
  return { rows: depth > 0 ? count : present, bytes: more };
}

function checkValues(
  cursor: Cursor,
  encoding: string,
  count: number,
  { type, path }: Chunk,
  version: 1 | 2,
): number {
  const rest = cursor.bytes.length - cursor.at;
  switch (encoding) {
    case 'RLE':
    case 'PLAIN_DICTIONARY':
    case 'RLE_DICTIONARY':
      if (version === 1 ? type === 'BOOLEAN' : encoding === 'RLE') walkSized(cursor, 1, count);
      else {
        const width = cursor.bytes[cursor.at++] ?? 0;
        if (width > 0 || version === 2) walkRuns(cursor, width, count, -1);
      }
      return 0;
    case 'BYTE_STREAM_SPLIT':
      within('values', count * (WIDTHS[type] ?? path.at(-1)?.element.type_length ?? 1), rest);
      return 0;
    case 'DELTA_BINARY_PACKED':
    case 'DELTA_LENGTH_BYTE_ARRAY':
      walkDeltas(cursor, count);
      return 0;
    case 'DELTA_BYTE_ARRAY':
      return deltaLengths(cursor, count) + deltaLengths(cursor, count);
    default:
      return 0;
  }
}

/** All lengths together, of texts' beginnings or of their ends. */
function deltaLengths(cursor: Cursor, count: number): number {
  const { buffer, byteOffset, length } = cursor.bytes;
  const reader = { view: new DataView(buffer, byteOffset, length), offset: cursor.at };
  walkDeltas(cursor, count);
  const lengths = new Int32Array(count);
  deltaBinaryUnpack(reader, count, lengths);
  cursor.at = reader.offset;
  return lengths.reduce((sum, each) => sum + Math.abs(each), 0);
}

/** Levels behind their length in bytes. How many are `top`. */
function walkSized(cursor: Cursor, top: number, count: number): number {
  const { buffer, byteOffset, length } = cursor.bytes;
  const size = new DataView(buffer, byteOffset, length).getUint32(cursor.at, true);
  const end = cursor.at + 4 + size;
  cursor.at += 4;
  const tops = walkRuns(cursor, widthOf(top), count, top);
  cursor.at = end;
  return tops;
}

function unpacked(packed: Uint8Array, bytes: number, { codec }: Chunk, compressors: Compressors) {
  return decompressPage(packed, bytes, codec, compressors);
}

function levels({ path }: Chunk): [number, number] {
  return [getMaxRepetitionLevel(path), getMaxDefinitionLevel(path)];
}

function widthOf(top: number): number {
  return 32 - Math.clz32(top);
}

function within(what: string, found: number | undefined, most: number): void {
  if (!(found !== undefined && Number.isInteger(found) && found >= 0 && found <= most))
    throw new Error(`${found} ${what} are announced where ${most} are possible`);
}
