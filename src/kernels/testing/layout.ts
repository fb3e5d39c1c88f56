import type { HostData } from '../../gpu/run-once.ts';
import type { StoredDtype, StoredTensor } from '../../model/checkpoint.ts';
import type { PackedDtype } from '../../model/convert.ts';
import { storeValues } from '../../model/testing/synthetic.ts';
import { bitsOf } from '../../numerics/bits.ts';
import type { ActivationDtype } from '../../numerics/dtypes.ts';
import { bf16Bits, bf16FromBits, f16Bits, f16FromBits, roundTo } from '../../numerics/rounding.ts';
import { randomValues } from '../../numerics/testing/arbitraries.ts';

const HALF = {
  bf16: { bits: bf16Bits, value: bf16FromBits },
  f16: { bits: f16Bits, value: f16FromBits },
} as const;

const STORED: Readonly<Record<PackedDtype, StoredDtype>> = { f32: 'F32', bf16: 'BF16', f16: 'F16' };

/** Rows of `width` values as kernels hold activations: each row padded to whole groups of four, with zeros. */
export function packRows(values: Float32Array, width: number, dtype: ActivationDtype): HostData {
  const rows = values.length / width;
  const stride = Math.ceil(width / 4) * 4;
  const padded = new Float32Array(rows * stride);
  for (let row = 0; row < rows; row++)
    padded.set(values.subarray(row * width, (row + 1) * width), row * stride);
  if (dtype === 'f32') return padded;
  const halves = Uint16Array.from(padded, HALF[dtype].bits);
  return new Uint32Array(halves.buffer);
}

/** The values of packed rows, padding included: (rows, width rounded up to a multiple of four). */
export function unpackRows(bits: Uint32Array, dtype: ActivationDtype): Float32Array<ArrayBuffer> {
  if (dtype === 'f32') return new Float32Array(Uint32Array.from(bits).buffer);
  const halves = Uint32Array.from(
    { length: 2 * bits.length },
    (_, i) => (bits[i >> 1] >>> (16 * (i & 1))) & 0xffff,
  );
  return Float32Array.from(halves, HALF[dtype].value);
}

/** The leading `width` of every `stride` values. */
export function withoutPadding(values: Float32Array, width: number): Float32Array<ArrayBuffer> {
  const stride = Math.ceil(width / 4) * 4;
  const rows = values.length / stride;
  const kept = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++)
    kept.set(values.subarray(row * stride, row * stride + width), row * width);
  return kept;
}

/** Random values of order 1 that the dtype holds exactly. */
export function randomActivations(
  length: number,
  seed: number,
  dtype: ActivationDtype,
): Float32Array<ArrayBuffer> {
  return randomValues(length, seed).map(roundTo(dtype));
}

/** A random [out, in] projection in a stored dtype. */
export function randomTensor(
  shape: readonly [number, number],
  seed: number,
  dtype: PackedDtype,
): StoredTensor {
  const values = randomValues(shape[0] * shape[1], seed);
  return { name: 'w', dtype: STORED[dtype], shape, bytes: storeValues(values, STORED[dtype]) };
}

/** Packed bytes of any element type as words. */
export function asWords(bytes: Uint8Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}

/** Bits as f32 values; a copy. */
export function asFloats(bits: Uint32Array): Float32Array<ArrayBuffer> {
  return new Float32Array(Uint32Array.from(bits).buffer);
}

/** Indices at which two arrays differ in any bit; at most the first five, for a message. */
export function differingAt(found: Float32Array, expected: Float32Array): number[] {
  const [a, b] = [bitsOf(found), bitsOf(expected)];
  const indices: number[] = [];
  for (let i = 0; i < Math.max(a.length, b.length) && indices.length < 5; i++)
    if (a[i] !== b[i]) indices.push(i);
  return indices;
}
