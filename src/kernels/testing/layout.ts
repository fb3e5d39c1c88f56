import { DTYPE_BLOCK, type StoredTensor } from '../../model/checkpoint.ts';
import { storeValues } from '../../model/testing/synthetic.ts';
import { bitsOf } from '../../numerics/bits.ts';
import type { ActivationDtype, PackedDtype } from '../../numerics/dtypes.ts';
import { roundTo } from '../../numerics/rounding.ts';
import { randomValues } from '../../numerics/testing/arbitraries.ts';
import { WEIGHT_FORMATS } from '../weight-formats.ts';

/** Random values of order 1 that the dtype holds exactly. */
export function randomActivations(
  length: number,
  seed: number,
  dtype: ActivationDtype,
): Float32Array<ArrayBuffer> {
  return randomValues(length, seed).map(roundTo(dtype));
}

/** A random [out, in] projection, stored in a format's own element type where it has one that such rows can be in. */
export function randomTensor(
  shape: readonly [number, number],
  seed: number,
  dtype: PackedDtype,
): StoredTensor {
  const values = randomValues(shape[0] * shape[1], seed);
  const own = WEIGHT_FORMATS[dtype].stored;
  const stored = own && shape[1] % DTYPE_BLOCK[own].weights === 0 ? own : 'F32';
  return { name: 'w', dtype: stored, shape, bytes: storeValues(values, stored) };
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
