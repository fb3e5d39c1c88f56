import { DTYPE_BLOCK, type StoredTensor } from './checkpoint.ts';

/**
 * A tensor's values as f32, row-major. Exact: every bf16 and f16 value, subnormals, infinities and NaN payloads
 * included, is an f32, and so is a block's scale times each of its integers. The result is a copy, so the checkpoint's bytes stay untouched.
 */
export function widenTensor(tensor: StoredTensor): Float32Array<ArrayBuffer> {
  const { dtype } = tensor;
  if (dtype === 'Q8_0' || dtype === 'Q4_0') return widenBlocks(tensor.bytes, dtype);
  // A tensor may start at any byte of its file; a copy of the bytes starts at 0, as typed arrays ask.
  const buffer = new Uint8Array(tensor.bytes).buffer;
  if (dtype === 'F32') return new Float32Array(buffer);
  const halves = new Uint16Array(buffer);
  const words = new Uint32Array(halves.length);
  const widen = dtype === 'BF16' ? bf16Word : f16Word;
  for (let i = 0; i < halves.length; i++) words[i] = widen(halves[i]);
  return new Float32Array(words.buffer);
}

/** Scale times integer (NUMERICS: quantised weights). */
function widenBlocks(bytes: Uint8Array, dtype: 'Q8_0' | 'Q4_0'): Float32Array<ArrayBuffer> {
  const { weights, bytes: size } = DTYPE_BLOCK[dtype];
  const values = new Float32Array((bytes.length / size) * weights);
  const scale = new Float32Array(1);
  const word = new Uint32Array(scale.buffer);
  for (let block = 0; block * size < bytes.length; block++) {
    const at = block * size;
    word[0] = f16Word(bytes[at] | (bytes[at + 1] << 8));
    const [d] = scale;
    for (let i = 0; i < weights; i++) {
      values[block * weights + i] = d * storedInteger(bytes, at, i, dtype);
    }
  }
  return values;
}

/** That of weight `i` of the block at byte `at`. A nibble is its integer plus 8: of the first 16 weights the lower ones, of the others the upper. */
export function storedInteger(bytes: Uint8Array, at: number, i: number, dtype: 'Q8_0' | 'Q4_0'): number {
  if (dtype === 'Q8_0') return (bytes[at + 2 + i] << 24) >> 24;
  return ((bytes[at + 2 + (i & 15)] >> (i < 16 ? 0 : 4)) & 15) - 8;
}

/** bf16 is the upper half of an f32. */
function bf16Word(half: number): number {
  return half << 16;
}

/** The f32 bits of an f16 (IEEE 754 binary16: 5 exponent bits biased by 15, 10 fraction bits). */
export function f16Word(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return sign | 0x7f80_0000 | (fraction << 13);
  if (exponent > 0) return sign | ((exponent + 112) << 23) | (fraction << 13);
  if (fraction === 0) return sign;
  // A subnormal is fraction x 2^-24, which f32 holds as a normal number: its leading one becomes implicit.
  const top = 31 - Math.clz32(fraction);
  return sign | ((top + 103) << 23) | ((fraction << (23 - top)) & 0x007f_ffff);
}
