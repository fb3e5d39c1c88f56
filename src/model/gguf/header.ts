import { DTYPE_BLOCK, type StoredDtype } from '../checkpoint.ts';
import { elementsOf } from '../graph.ts';
import { ModelError, shown } from '../model-error.ts';
import { Cursor, NeedsMore } from './cursor.ts';
import { GGML_TYPES, isWidened, WIDENED_BLOCK, type WidenedType } from './ggml-types.ts';
import { type GgufValue, readValue } from './values.ts';

/** Far above any published file's (a vocabulary of 262,144 has 15 MB), far below what would exhaust memory. */
export const MOST_HEADER_BYTES = 1 << 28;
const MOST_ENTRIES = 100_000;
const MOST_KEY_BYTES = 65_535;
const MOST_NAME_BYTES = 256;
const MOST_DIMENSION = 2n ** 32n;

export type GgufMetadata = ReadonlyMap<string, GgufValue>;

/** A tensor, and its place in the data. */
export interface GgufTensor {
  readonly name: string;
  readonly type: StoredDtype | WidenedType;
  /** Slowest first, as everywhere here; the file lists the fastest first. */
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

export interface GgufHeader {
  readonly version: number;
  readonly metadata: GgufMetadata;
  readonly tensors: readonly GgufTensor[];
  /** Where the data begins. */
  readonly data: number;
  /** Where the file ends, at the earliest and at the latest. */
  readonly end: readonly [number, number];
}

/**
 * Reads the header of a GGUF file (versions 2 and 3) from its first bytes, or says how many of them it needs. `size`: of the whole file, infinite
 * where it is not known. Throws ModelError naming the key or the tensor where a length, a type, an offset or an alignment cannot be, where tensors
 * overlap or leave gaps, and for types of weights that are not known here.
 */
export function readHeader(
  bytes: Uint8Array,
  size: number,
  where: string,
): GgufHeader | { readonly needs: number } {
  try {
    return headerOf(new Cursor(bytes, size, MOST_HEADER_BYTES), size, where);
  } catch (error) {
    if (error instanceof NeedsMore) return { needs: error.bytes };
    throw error;
  }
}

function headerOf(cursor: Cursor, size: number, where: string): GgufHeader {
  const magic = String.fromCharCode(...cursor.take(4, 1, where, 'a GGUF file'));
  if (magic !== 'GGUF')
    throw new ModelError(where, `expected a GGUF file, found one that begins with ${shown(magic)}`);
  const version = cursor.u32(where, 'a version');
  if (version !== 0 && (version & 0xffff) === 0)
    throw new ModelError(
      where,
      'expected a little-endian GGUF file, found a big-endian one: convert it (gguf_convert_endian.py)',
    );
  if (version !== 2 && version !== 3)
    throw new ModelError(where, `expected GGUF version 2 or 3, found ${version}`);
  const tensorCount = countOf(cursor, where, 'tensors');
  const entryCount = countOf(cursor, where, 'metadata entries');
  // A key, a type and a byte; a name, a dimension, a type and an offset.
  cursor.need(
    entryCount * 13 + tensorCount * 32,
    1,
    where,
    `${entryCount} metadata entries and ${tensorCount} tensors`,
  );
  const metadata = readMetadata(cursor, entryCount, where);
  const alignment = alignmentOf(metadata, where);
  const placed = Array.from({ length: tensorCount }, () => readTensor(cursor, alignment, where));
  const data = aligned(cursor.at, alignment);
  const end = checkPlaces(placed, alignment, where);
  const header = {
    ...{ version, metadata, tensors: placed, data },
    end: [data + end, data + aligned(end, alignment)],
  } as const;
  checkEnd(header, size, where);
  return header;
}

/** Throws ModelError where a file of `size` bytes ends within its data, or goes on behind it. */
export function checkEnd(
  { tensors, data, end: [earliest, latest] }: GgufHeader,
  size: number,
  where: string,
): void {
  const dataBytes = size - data;
  const cut = inOrder(tensors).find(({ end }) => end > dataBytes);
  if (cut !== undefined)
    throw new ModelError(
      `${where}: tensor ${shown(cut.name)}`,
      `expected data within the ${Math.max(dataBytes, 0)} bytes that there are, found byte ${cut.end}: was the download cut off?`,
    );
  if (size !== Number.POSITIVE_INFINITY && size > latest)
    throw new ModelError(
      where,
      `expected data to end at byte ${earliest - data}, where the last tensor does, found ${dataBytes}`,
    );
}

function countOf(cursor: Cursor, where: string, what: string): number {
  const count = cursor.u64(where, `the number of ${what}`);
  if (count <= BigInt(MOST_ENTRIES)) return Number(count);
  throw new ModelError(where, `expected at most ${MOST_ENTRIES} ${what}, found ${count}`);
}

function readMetadata(cursor: Cursor, count: number, where: string): GgufMetadata {
  const metadata = new Map<string, GgufValue>();
  for (let i = 0; i < count; i++) {
    const key = cursor.text(`${where}: metadata entry ${i}`, 'a key', MOST_KEY_BYTES);
    const at = `${where}: metadata ${shown(key)}`;
    if (metadata.has(key)) throw new ModelError(at, 'expected each key once, found it again');
    metadata.set(key, readValue(cursor, at));
  }
  return metadata;
}

function alignmentOf(metadata: GgufMetadata, where: string): number {
  const value = metadata.get('general.alignment') ?? 32;
  if (typeof value === 'number' && value >= 1 && value <= 1 << 20 && Number.isInteger(Math.log2(value)))
    return value;
  throw new ModelError(
    `${where}: metadata "general.alignment"`,
    `expected a power of two up to ${1 << 20}, found ${shown(value)}`,
  );
}

function readTensor(cursor: Cursor, alignment: number, where: string): GgufTensor {
  const name = cursor.text(`${where}: a tensor`, 'a name', MOST_NAME_BYTES);
  const at = `${where}: tensor ${shown(name)}`;
  const dimensions = cursor.u32(at, 'the number of dimensions');
  if (dimensions < 1 || dimensions > 4)
    throw new ModelError(at, `expected 1 to 4 dimensions, found ${dimensions}`);
  const shape = Array.from({ length: dimensions }, () => {
    const length = cursor.u64(at, 'a dimension');
    if (length >= 1n && length <= MOST_DIMENSION) return Number(length);
    throw new ModelError(at, `expected dimensions from 1 to 2^32, found ${length}`);
  }).reverse();
  const type = typeOf(cursor.u32(at, 'a type'), at);
  const offset = cursor.u64(at, 'an offset');
  if (offset % BigInt(alignment) !== 0n || offset > Number.MAX_SAFE_INTEGER)
    throw new ModelError(at, `expected an offset that is a multiple of ${alignment}, found ${offset}`);
  return { name, type, shape, begin: Number(offset), end: Number(offset) + sizeOf(type, shape, at) };
}

function typeOf(number: number, at: string): GgufTensor['type'] {
  const name = GGML_TYPES[number];
  if (name !== undefined && (Object.hasOwn(DTYPE_BLOCK, name) || isWidened(name)))
    return name as GgufTensor['type'];
  const known = [...Object.keys(DTYPE_BLOCK), ...Object.keys(WIDENED_BLOCK)].join(', ');
  throw new ModelError(at, `expected weights of a known type (${known}), found ${name ?? `type ${number}`}`);
}

function sizeOf(type: GgufTensor['type'], shape: readonly number[], at: string): number {
  const { weights, bytes } = isWidened(type) ? WIDENED_BLOCK[type] : DTYPE_BLOCK[type];
  const row = shape.at(-1)!;
  if (row % weights !== 0)
    throw new ModelError(at, `expected rows of whole blocks of ${weights} for ${type}, found rows of ${row}`);
  const size = (elementsOf(shape) / weights) * bytes;
  if (Number.isSafeInteger(size) && Number.isSafeInteger(elementsOf(shape))) return size;
  throw new ModelError(at, `expected a shape of at most 2^53 - 1 elements, found [${shape.join(', ')}]`);
}

/** Where the data ends: tensors must lie one behind the other, with no more between them than the alignment asks. */
function checkPlaces(tensors: readonly GgufTensor[], alignment: number, where: string): number {
  const names = new Set<string>();
  let end = 0;
  for (const { name, begin, end: own } of inOrder(tensors)) {
    const at = `${where}: tensor ${shown(name)}`;
    if (names.has(name)) throw new ModelError(at, 'expected each tensor once, found it again');
    names.add(name);
    const expected = aligned(end, alignment);
    const problem = begin < end ? 'overlaps the tensor before it' : 'leaves a gap before it';
    if (begin !== expected)
      throw new ModelError(at, `${problem}: expected data from byte ${expected}, found ${begin}`);
    end = own;
  }
  return end;
}

function inOrder(tensors: readonly GgufTensor[]): readonly GgufTensor[] {
  return tensors.toSorted((a, b) => a.begin - b.begin || a.end - b.end);
}

function aligned(bytes: number, alignment: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}
