import type { ActivationDtype } from '../numerics/dtypes.ts';
import { bf16Bits, bf16FromBits, f16Bits, f16FromBits } from '../numerics/rounding.ts';

const HALF = {
  bf16: { bits: bf16Bits, value: bf16FromBits },
  f16: { bits: f16Bits, value: f16FromBits },
} as const;

/** Elements in rows are padded to whole groups of four. */
export function padded(elements: number): number {
  return Math.ceil(elements / 4) * 4;
}

/** Rows of `width` values as kernels hold activations: each padded with zeros to whole groups of four, 16-bit ones two to a word. */
export function packRows(
  values: Float32Array,
  width: number,
  dtype: ActivationDtype,
): Uint32Array<ArrayBuffer> {
  const rows = values.length / width;
  const stride = padded(width);
  const spaced = new Float32Array(rows * stride);
  for (let row = 0; row < rows; row++)
    spaced.set(values.subarray(row * width, (row + 1) * width), row * stride);
  if (dtype === 'f32') return new Uint32Array(spaced.buffer);
  return new Uint32Array(Uint16Array.from(spaced, HALF[dtype].bits).buffer);
}

/** The values of packed rows, padding included: (rows, width rounded up to a multiple of four). A copy. */
export function unpackRows(words: Uint32Array, dtype: ActivationDtype): Float32Array<ArrayBuffer> {
  const { buffer } = Uint32Array.from(words);
  if (dtype === 'f32') return new Float32Array(buffer);
  // Low half first: the order of a little-endian machine's half words.
  return Float32Array.from(new Uint16Array(buffer), HALF[dtype].value);
}

/** The leading `width` of every run of values that is padded to whole groups of four. */
export function withoutPadding(values: Float32Array, width: number): Float32Array<ArrayBuffer> {
  const stride = padded(width);
  const rows = values.length / stride;
  const kept = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++)
    kept.set(values.subarray(row * stride, row * stride + width), row * width);
  return kept;
}
