import { concatBytes } from '@noble/hashes/utils.js';
import { DTYPE_BYTES, type PlainDtype, type StoredTensor } from './checkpoint.ts';
import { shown } from './model-error.ts';
import { widenTensor } from './widen.ts';

/** The exponent's bits of each dtype: all of them set in NaN and infinity, and in nothing else. */
const EXPONENT: Readonly<Record<PlainDtype, number>> = { F32: 0x7f80_0000, F16: 0x7c00, BF16: 0x7f80 };

/** Where a tensor holds NaN or infinity. */
export interface NonFinite {
  readonly tensor: string;
  /** Indices of the first such value, one an axis. */
  readonly place: readonly number[];
  readonly value: number;
  readonly count: number;
}

/** A tensor of plain numbers. */
type Scanned = Pick<StoredTensor, 'name' | 'shape'> & { readonly dtype: PlainDtype };

/** Looks at every value of a tensor once, as its bytes come by. */
export class NonFiniteScan {
  readonly #tensor: Scanned;
  /** An element that the last bytes end in. */
  #begun: Uint8Array = new Uint8Array(0);
  #elements = 0;
  #count = 0;
  #first: { readonly index: number; readonly value: number } | null = null;

  constructor(tensor: Scanned) {
    this.#tensor = tensor;
  }

  /** The tensor's next bytes, which may end anywhere. */
  take(bytes: Uint8Array): void {
    const each = DTYPE_BYTES[this.#tensor.dtype];
    const joined = this.#begun.length === 0 ? bytes : concatBytes(this.#begun, bytes);
    const whole = joined.length - (joined.length % each);
    this.#look(joined.subarray(0, whole));
    this.#begun = joined.slice(whole);
  }

  /** Null where all were finite. */
  get found(): NonFinite | null {
    if (this.#first === null) return null;
    const { name, shape } = this.#tensor;
    const { index, value } = this.#first;
    return { tensor: name, place: placeIn(shape, index), value, count: this.#count };
  }

  /** Almost always all are finite, which is told several times as fast as where one is not. */
  #look(bytes: Uint8Array): void {
    const { dtype } = this.#tensor;
    const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
    const whole = aligned.length - (aligned.length % 16);
    const finite = allFinite(dtype, aligned.subarray(0, whole));
    if (finite) this.#elements += whole / DTYPE_BYTES[dtype];
    this.#lookAtEach(finite ? aligned.subarray(whole) : aligned);
  }

  #lookAtEach(bytes: Uint8Array): void {
    const { dtype } = this.#tensor;
    const words = wordsOf(dtype, bytes);
    const exponent = EXPONENT[dtype];
    let count = 0;
    let first = 0;
    for (let i = words.length - 1; i >= 0; i--) {
      if ((words[i] & exponent) !== exponent) continue;
      count++;
      first = i;
    }
    if (count > 0 && this.#first === null) {
      const size = words.BYTES_PER_ELEMENT;
      const one = bytes.subarray(first * size, (first + 1) * size);
      const [value] = widenTensor({ name: '', dtype, shape: [1], bytes: one });
      this.#first = { index: this.#elements + first, value };
    }
    this.#count += count;
    this.#elements += words.length;
  }
}

/** A sentence for each of the first tensors that hold such values, and one for the rest. */
export function nonFiniteNotes(found: readonly NonFinite[]): string[] {
  const notes = found
    .slice(0, 3)
    .map(
      ({ tensor, place, value, count }) =>
        `${shown(tensor)} holds ${count.toLocaleString('en')} value${count === 1 ? '' : 's'} that ${count === 1 ? 'is' : 'are'} NaN or infinite, the first ${value} at [${place.join(', ')}]: no output that it reaches means anything`,
    );
  return found.length > 3 ? [...notes, `so do ${found.length - 3} more tensors`] : notes;
}

/**
 * Looks at 32 bits at once, two values of 16: its lowest bit added to an exponent of ones carries into the sign's place, which no other exponent does. `bytes`
 * begin at a multiple of four and are a multiple of sixteen, since four in a round take two thirds of the time.
 */
function allFinite(dtype: PlainDtype, bytes: Uint8Array): boolean {
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const twice = (bits: number) => (dtype === 'F32' ? bits : bits | (bits << 16));
  const exponent = twice(EXPONENT[dtype]);
  const lowest = twice(EXPONENT[dtype] & -EXPONENT[dtype]);
  const sign = dtype === 'F32' ? 1 << 31 : twice(1 << 15);
  let carried = 0;
  for (let i = 0; i < words.length; i += 4) {
    carried |= (words[i] & exponent) + lowest;
    carried |= (words[i + 1] & exponent) + lowest;
    carried |= (words[i + 2] & exponent) + lowest;
    carried |= (words[i + 3] & exponent) + lowest;
  }
  return (carried & sign) === 0;
}

/** `bytes` begin at a multiple of four. */
function wordsOf(dtype: PlainDtype, bytes: Uint8Array): Uint16Array | Uint32Array {
  const Words = dtype === 'F32' ? Uint32Array : Uint16Array;
  return new Words(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength / Words.BYTES_PER_ELEMENT);
}

/** Indices of an element, one an axis. */
export function placeIn(shape: readonly number[], index: number): number[] {
  return shape.reduceRight<{ place: number[]; rest: number }>(
    ({ place, rest }, size) => ({ place: [rest % size, ...place], rest: Math.floor(rest / size) }),
    { place: [], rest: index },
  ).place;
}
