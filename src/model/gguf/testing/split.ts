import { TYPE_NUMBER } from '../ggml-types.ts';
import { type GgufHeader, type GgufTensor, readHeader } from '../header.ts';
import { Bytes } from '../write/entries.ts';

const ALIGNMENT = 32;
const U16 = 2;
const I32 = 5;

/** What a part says of itself; null: nothing. */
export interface SplitKeys {
  readonly no: number | null;
  readonly count: number | null;
  readonly tensors: number | null;
}

/**
 * A file of F32, F16, BF16, Q8_0 and Q4_0 cut into parts, as llama.cpp's tool does: metadata in the first alone, each tensor in one; `first`: the first
 * tensor of each part, so that a part may hold none. `say`: other keys than the right ones.
 */
export function splitGguf(
  file: Uint8Array,
  first: readonly number[],
  say: (place: number) => Partial<SplitKeys> = () => ({}),
): Record<string, Uint8Array> {
  const header = readHeader(file, file.length, 'whole') as GgufHeader;
  const tensors = header.tensors.toSorted((a, b) => a.begin - b.begin);
  const digits = (value: number) => String(value).padStart(5, '0');
  const parts = first.map((from, place) => {
    const keys = { no: place, count: first.length, tensors: tensors.length, ...say(place) };
    const own = tensors.slice(from, first[place + 1]);
    return [
      `small-${digits(place + 1)}-of-${digits(first.length)}.gguf`,
      partOf(file, header, own, keys, place === 0),
    ] as const;
  });
  return Object.fromEntries(parts);
}

function partOf(
  file: Uint8Array,
  header: GgufHeader,
  tensors: readonly GgufTensor[],
  { no, count, tensors: all }: SplitKeys,
  isFirst: boolean,
): Uint8Array {
  const entries = isFirst ? entriesOf(file, header) : new Uint8Array(0);
  const keys = [
    ['split.no', U16, no],
    ['split.count', U16, count],
    ['split.tensors.count', I32, all],
  ] as const;
  const told = keys.filter(([, , value]) => value !== null);
  const bytes = new Bytes();
  bytes.bytes(file.subarray(0, 8));
  bytes.u64(tensors.length);
  bytes.u64((isFirst ? header.metadata.size : 0) + told.length);
  bytes.bytes(entries);
  for (const [key, type, value] of told) {
    bytes.text(key);
    bytes.u32(type);
    if (type === I32) bytes.i32(value!);
    else bytes.bytes(Uint8Array.of(value! & 255, value! >> 8));
  }
  const data = new Bytes();
  for (const { name, shape, type, begin, end } of tensors) {
    writeInfo(bytes, { name, shape, type }, data.length);
    data.bytes(file.subarray(header.data + begin, header.data + end));
    pad(data);
  }
  pad(bytes);
  bytes.bytes(data.whole());
  return bytes.whole().slice();
}

function writeInfo(
  bytes: Bytes,
  { name, shape, type }: Pick<GgufTensor, 'name' | 'shape' | 'type'>,
  offset: number,
): void {
  bytes.text(name);
  bytes.u32(shape.length);
  for (const length of shape.toReversed()) bytes.u64(length);
  bytes.u32(TYPE_NUMBER[type as keyof typeof TYPE_NUMBER]);
  bytes.u64(offset);
}

/** The metadata as it is written, up to the first tensor that is listed. */
function entriesOf(file: Uint8Array, { tensors }: GgufHeader): Uint8Array {
  const [{ name }] = tensors;
  const info = new Bytes();
  info.text(name);
  return file.subarray(24, Buffer.from(file).indexOf(info.whole()));
}

function pad(bytes: Bytes): void {
  bytes.bytes(new Uint8Array(Math.ceil(bytes.length / ALIGNMENT) * ALIGNMENT - bytes.length));
}
