import { z } from 'zod';
import { JsonError, parseJson } from '../experiment/read-json.ts';
import { DTYPE_BYTES, type PlainDtype, type StoredTensor } from './checkpoint.ts';
import { bytesInMemory, type FileBytes, tensorIn } from './file-bytes.ts';
import { otherKind, textBeginning } from './file-kind.ts';
import { elementsOf } from './graph.ts';
import { ModelError, parseField, shown } from './model-error.ts';
import { NonFiniteScan } from './non-finite.ts';
import type { ReadStart } from './weight-file.ts';

/** Cap on the header, as in the reference implementation of the format. */
export const MAX_HEADER_BYTES = 100_000_000;
const LENGTH_BYTES = 8;
/** Enough to know a file of another kind by. */
const KIND_BYTES = 4096;

const length = z.int('a whole number').min(0, 'a whole number of 0 or more');
const entrySchema = z.strictObject(
  {
    dtype: z.enum(Object.keys(DTYPE_BYTES) as PlainDtype[], 'F32, F16 or BF16'),
    shape: z.array(length, 'an array of sizes'),
    data_offsets: z.tuple([length, length], 'two byte offsets'),
  },
  'an object with dtype, shape and data_offsets',
);

/** A tensor's place in the data, which begins after the header. */
export interface TensorEntry extends Pick<StoredTensor, 'name' | 'shape'> {
  readonly dtype: PlainDtype;
  readonly begin: number;
  readonly end: number;
}

/**
 * Reads a safetensors file: u64 header length, JSON header, data. The tensors are views into `bytes`, not copies, and may
 * start at any byte. Throws ModelError naming the tensor, what was expected and what was found, unless the tensors
 * fill the data exactly: no gap, no overlap, no size that disagrees with the shape, no byte left over.
 * A name that the header gives twice counts once (the last): the data of the first is then a gap.
 */
export function parseSafetensors(bytes: Uint8Array, where: string): Map<string, StoredTensor> {
  return readSafetensors(bytesInMemory(bytes), where);
}

/** The same of a file of which only the header is read: the tensors' bytes are where it keeps them. */
export function readSafetensors(file: FileBytes, where: string): Map<string, StoredTensor> {
  refuseOtherKinds(file.read(0, Math.min(file.size, KIND_BYTES)), where);
  const data = dataStart(file.read(0, Math.min(file.size, LENGTH_BYTES)), file.size, where);
  const tensors = new Map<string, StoredTensor>();
  const entries = tensorEntries(file.read(LENGTH_BYTES, data), file.size - data, where);
  for (const { name, dtype, shape, begin, end } of entries)
    tensors.set(name, tensorIn(file, { name, dtype, shape }, data + begin, data + end));
  checkCoverage(entries, file.size - data, where);
  return tensors;
}

/** What the first bytes of a file tell, by themselves. */
export function safetensorsStart(where: string): ReadStart {
  return (start) => {
    const read = startEntries(start, where);
    if ('needs' in read) return read;
    const tensors = read.entries
      .toSorted((a, b) => a.begin - b.begin)
      .map((entry) => ({ ...entry, scan: new NonFiniteScan(entry) }));
    return { data: read.data, tensors };
  };
}

/** Where a file's data begins, and what its header says of its tensors, by its first bytes; or how many of them that takes. */
export function startEntries(
  start: Uint8Array,
  where: string,
): { readonly data: number; readonly entries: readonly TensorEntry[] } | { readonly needs: number } {
  refuseOtherKinds(start, where);
  const data = dataStart(start, Number.POSITIVE_INFINITY, where);
  if (start.length < data) return { needs: data };
  return {
    data,
    entries: tensorEntries(start.subarray(LENGTH_BYTES, data), Number.POSITIVE_INFINITY, where),
  };
}

/** Where a file's data begins, told by its first 8 bytes. Throws ModelError where it is longer than `size`, the whole file. */
export function dataStart(start: Uint8Array, size: number, where: string): number {
  return LENGTH_BYTES + headerLength(start, size, where);
}

/** What a header says of its tensors, in its order, each checked by itself. `dataBytes`: of all data. */
export function tensorEntries(header: Uint8Array, dataBytes: number, where: string): TensorEntry[] {
  const entries: TensorEntry[] = [];
  for (const [name, value] of headerEntries(header, where)) {
    if (name === '__metadata__') continue;
    const at = `${where}: tensor ${shown(name)}`;
    const { dtype, shape, data_offsets } = parseField(entrySchema, value, at);
    const [begin, end] = data_offsets;
    if (begin > end || end > dataBytes) {
      const hint = begin <= end ? ': was the download cut off?' : '';
      throw new ModelError(
        at,
        `expected data_offsets in order within 0 to ${dataBytes}, found ${begin} to ${end}${hint}`,
      );
    }
    const size = elements(shape, at) * DTYPE_BYTES[dtype];
    if (end - begin !== size) {
      throw new ModelError(
        at,
        `expected ${size} bytes for ${dtype} [${shape.join(', ')}], found ${end - begin}`,
      );
    }
    entries.push({ name, dtype, shape, begin, end });
  }
  return entries;
}

/** The format's header begins with a brace; a file that does not may be known for what it is. */
export function refuseOtherKinds(bytes: Uint8Array, where: string): void {
  if (bytes[LENGTH_BYTES] === '{'.charCodeAt(0)) return;
  const kind = otherKind(bytes) ?? textBeginning(bytes);
  if (kind !== null) throw new ModelError(where, `expected weights in safetensors, found ${kind}`);
}

function headerLength(bytes: Uint8Array, size: number, where: string): number {
  if (size < LENGTH_BYTES) {
    throw new ModelError(where, `expected at least ${LENGTH_BYTES} bytes, found ${size}`);
  }
  const declared = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  const limit = Math.min(MAX_HEADER_BYTES, size - LENGTH_BYTES);
  if (declared > BigInt(MAX_HEADER_BYTES)) {
    const start = Array.from(bytes.subarray(0, LENGTH_BYTES), hexByte).join(' ');
    throw new ModelError(
      where,
      `expected weights in safetensors, found bytes of another kind (${start} are no header length)`,
    );
  }
  if (declared > BigInt(limit)) {
    throw new ModelError(
      where,
      `header length: expected at most ${limit} bytes, found ${declared}: was the download cut off?`,
    );
  }
  return Number(declared);
}

function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

function headerEntries(header: Uint8Array, where: string): [string, unknown][] {
  const json = parsedHeader(header, where);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new ModelError(where, `header: expected an object of tensors, found ${shown(json)}`);
  }
  return Object.entries(json);
}

function parsedHeader(header: Uint8Array, where: string): unknown {
  try {
    return parseJson(header);
  } catch (cause) {
    if (!(cause instanceof JsonError)) throw cause;
    throw new ModelError(`${where}: header`, cause.message, { cause });
  }
}

function elements(shape: readonly number[], at: string): number {
  const count = elementsOf(shape);
  if (Number.isSafeInteger(count)) return count;
  throw new ModelError(at, `expected a shape of at most 2^53 - 1 elements, found [${shape.join(', ')}]`);
}

function checkCoverage(extents: readonly TensorEntry[], dataBytes: number, where: string): void {
  const sorted = [...extents].sort((a, b) => a.begin - b.begin || a.end - b.end);
  let covered = 0;
  for (const { name, begin, end } of sorted) {
    if (begin !== covered) {
      const problem = begin < covered ? 'overlaps the tensor before it' : 'leaves a gap before it';
      throw new ModelError(
        `${where}: tensor ${shown(name)}`,
        `${problem}: expected data from byte ${covered}, found ${begin}`,
      );
    }
    covered = end;
  }
  if (covered !== dataBytes) {
    throw new ModelError(
      where,
      `expected data to end at byte ${covered}, where the last tensor does, found ${dataBytes}`,
    );
  }
}
