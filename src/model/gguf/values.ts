import { ModelError } from '../model-error.ts';
import type { Cursor } from './cursor.ts';

/** Numbers of an array, as they are stored. */
export type GgufNumbers =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | BigUint64Array
  | BigInt64Array
  | Float64Array;

export type GgufArray = GgufNumbers | readonly string[] | readonly boolean[] | readonly GgufArray[];

/** A value of a file's metadata; 64-bit integers are numbers where those hold them exactly. */
export type GgufValue = number | bigint | boolean | string | GgufArray;

/** Types of values, by the number that the format gives them. */
export const VALUE_TYPES = [
  ...['u8', 'i8', 'u16', 'i16', 'u32', 'i32', 'f32', 'bool', 'string', 'array', 'u64', 'i64', 'f64'],
] as const;

/** Of numbers: bytes of one, and what an array of them is. Little-endian, as every machine that runs this. */
const NUMBERS = {
  0: Uint8Array,
  1: Int8Array,
  2: Uint16Array,
  3: Int16Array,
  4: Uint32Array,
  5: Int32Array,
  6: Float32Array,
  10: BigUint64Array,
  11: BigInt64Array,
  12: Float64Array,
} as const;

const BOOL = 7;
const STRING = 8;
const ARRAY = 9;
/** Arrays of arrays deeper than this would exhaust the stack, and no file has them. */
const DEEPEST = 4;

/** The value that stands next. Throws ModelError, naming its key by `where`, for a type that is none and what does not fit in the file. */
export function readValue(cursor: Cursor, where: string): GgufValue {
  const type = cursor.u32(where, 'the type of a value');
  if (type === ARRAY) return readArray(cursor, where, 0);
  if (type === STRING) return cursor.text(where, 'a text');
  if (type === BOOL) return cursor.take(1, 1, where, 'true or false')[0] !== 0;
  const [value] = numbers(cursor, type, 1, where);
  return typeof value === 'bigint' ? asNumber(value) : value;
}

function readArray(cursor: Cursor, where: string, depth: number): GgufArray {
  if (depth === DEEPEST)
    throw new ModelError(where, `expected at most ${DEEPEST} arrays in each other, found more`);
  const type = cursor.u32(where, 'the type of values');
  const length = cursor.u64(where, 'the length of an array');
  // Each has at least its length, or its type and its length.
  cursor.need(length, type === STRING ? 8 : type === ARRAY ? 12 : 1, where, 'an array');
  if (type === STRING) return times(length, () => cursor.text(where, 'a text'));
  if (type === ARRAY) return times(length, () => readArray(cursor, where, depth + 1));
  if (type === BOOL) return Array.from(cursor.take(length, 1, where, 'an array'), (byte) => byte !== 0);
  return numbers(cursor, type, length, where);
}

function times<Item>(length: bigint, read: () => Item): Item[] {
  const items: Item[] = [];
  for (let i = 0n; i < length; i++) items.push(read());
  return items;
}

function numbers(cursor: Cursor, type: number, length: number | bigint, where: string): GgufNumbers {
  const Numbers = NUMBERS[type as keyof typeof NUMBERS];
  if (Numbers === undefined)
    throw new ModelError(
      where,
      `expected a value of a known type (0 to ${VALUE_TYPES.length - 1}), found type ${type}`,
    );
  // A copy, which begins where typed arrays ask; `slice` of a Node buffer is none.
  const bytes = new Uint8Array(cursor.take(length, Numbers.BYTES_PER_ELEMENT, where, 'a value'));
  return new Numbers(bytes.buffer);
}

function asNumber(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
