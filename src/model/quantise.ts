import { f16Bits } from '../numerics/rounding.ts';
import { DTYPE_BLOCK, type StoredTensor } from './checkpoint.ts';
import { ModelError } from './model-error.ts';
import { storedInteger, widenTensor } from './widen.ts';

/** Dtypes of blocks along a row, each a scale and integers (NUMERICS: quantised weights). */
export type BlockDtype = 'Q8_0' | 'Q4_0';

/** Weights of a block. */
export const BLOCK = 32;

/** An (out, in) tensor in blocks: w = scale x integer. */
export interface Blocks {
  readonly dtype: BlockDtype;
  readonly rows: number;
  /** Of a row; the last one is filled up with zeros where K is no multiple of 32. */
  readonly perRow: number;
  /** (rows, perRow) bits of f16. */
  readonly scales: Uint16Array<ArrayBuffer>;
  /** (rows, perRow, 32): -127 to 127 of Q8_0 (a file may hold -128), -8 to 7 of Q4_0. */
  readonly integers: Int8Array<ArrayBuffer>;
}

/** f32's smallest normal number: the reciprocal of what is below it may be none. */
const LEAST_SCALE = 2 ** -126;

const round = Math.fround;

/**
 * A tensor in blocks: what is stored where it is stored so, else quantised as ggml's quantize_row_q8_0_ref and quantize_row_q4_0_ref do, to
 * the bit. (They differ where the f32 scale is subnormal, whose f16 is zero and whose reciprocal may be infinite: here its integers are zero.)
 * The same on the device: shaders/lib/blocks_quantised.wgsl. Throws ModelError where a weight is not finite or a scale does not fit f16.
 */
export function blocksOf(tensor: StoredTensor, dtype: BlockDtype): Blocks {
  if (tensor.dtype === dtype) return storedBlocks(tensor, dtype);
  const terms = tensor.shape.at(-1)!;
  const values = widenTensor(tensor);
  const blocks = emptyBlocks(dtype, values.length / terms, Math.ceil(terms / BLOCK));
  const quantise = dtype === 'Q8_0' ? quantise8 : quantise4;
  const { rows, perRow, scales, integers } = blocks;
  for (let row = 0; row < rows; row++) {
    for (let b = 0; b < perRow; b++) {
      const from = row * terms + b * BLOCK;
      const at = row * perRow + b;
      const block = values.subarray(from, Math.min(from + BLOCK, (row + 1) * terms));
      scales[at] = quantise(block, integers.subarray(at * BLOCK, (at + 1) * BLOCK));
      if ((scales[at] & 0x7c00) === 0x7c00 || !block.every(Number.isFinite))
        throw new ModelError(tensor.name, SCALE_REFUSED);
    }
  }
  return blocks;
}

/** Why a tensor cannot be quantised. */
export const SCALE_REFUSED =
  'a weight is not finite, or too large for the f16 scale of its block; choose bf16 or f32 weights';

/** (rows, terms) f32 values, each a scale times an integer, exact. */
export function blockValues(
  { perRow, rows, scales, integers }: Blocks,
  terms: number,
): Float32Array<ArrayBuffer> {
  const widened = widenTensor({
    name: '',
    dtype: 'F16',
    shape: [scales.length],
    bytes: new Uint8Array(scales.buffer),
  });
  const values = new Float32Array(rows * terms);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < terms; k++) {
      const block = row * perRow + Math.floor(k / BLOCK);
      values[row * terms + k] = widened[block] * integers[block * BLOCK + (k % BLOCK)];
    }
  }
  return values;
}

/** Blocks as GGUF stores them: 34 bytes each of Q8_0, 18 of Q4_0. */
export function blockBytes({ dtype, scales, integers }: Blocks): Uint8Array<ArrayBuffer> {
  const { bytes: size } = DTYPE_BLOCK[dtype];
  const bytes = new Uint8Array(scales.length * size);
  scales.forEach((scale, block) => {
    const at = block * size;
    bytes[at] = scale & 0xff;
    bytes[at + 1] = scale >> 8;
    for (let i = 0; i < BLOCK; i++) {
      const integer = integers[block * BLOCK + i];
      if (dtype === 'Q8_0') bytes[at + 2 + i] = integer;
      else bytes[at + 2 + (i & 15)] |= (integer + 8) << (i < 16 ? 0 : 4);
    }
  });
  return bytes;
}

function emptyBlocks(dtype: BlockDtype, rows: number, perRow: number): Blocks {
  const all = rows * perRow;
  return { dtype, rows, perRow, scales: new Uint16Array(all), integers: new Int8Array(all * BLOCK) };
}

function storedBlocks({ bytes, shape }: StoredTensor, dtype: BlockDtype): Blocks {
  const { bytes: size } = DTYPE_BLOCK[dtype];
  const all = bytes.length / size;
  const perRow = shape.at(-1)! / BLOCK;
  const blocks = emptyBlocks(dtype, all / perRow, perRow);
  for (let block = 0; block < all; block++) {
    const at = block * size;
    blocks.scales[block] = bytes[at] | (bytes[at + 1] << 8);
    for (let i = 0; i < BLOCK; i++) {
      blocks.integers[block * BLOCK + i] = storedInteger(bytes, at, i, dtype);
    }
  }
  return blocks;
}

/** The largest magnitude becomes 127. Writes the integers and gives the scale, whose own rounding to f16 they do not see. */
function quantise8(values: Float32Array, integers: Int8Array): number {
  const most = values.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
  const scale = round(most / 127);
  const reciprocal = reciprocalOf(scale);
  values.forEach((x, i) => {
    const q = round(x * reciprocal);
    // Half away from zero.
    integers[i] = Math.sign(q) * Math.floor(Math.abs(q) + 0.5);
  });
  return f16Bits(scale);
}

/** The first of the largest magnitude becomes -8, so that a scale may be negative. */
function quantise4(values: Float32Array, integers: Int8Array): number {
  const most = values.reduce((max, x) => (Math.abs(x) > Math.abs(max) ? x : max), 0);
  const scale = round(most / -8);
  const reciprocal = reciprocalOf(scale);
  values.forEach((x, i) => {
    integers[i] = Math.min(15, Math.trunc(round(round(x * reciprocal) + 8.5))) - 8;
  });
  return f16Bits(scale);
}

function reciprocalOf(scale: number): number {
  return Math.abs(scale) < LEAST_SCALE ? 0 : round(1 / scale);
}
