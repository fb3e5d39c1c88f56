import { f16Word } from '../widen.ts';
import { WIDENED_BLOCK, type WidenedType } from './ggml-types.ts';

/** Writes the weights of the block that begins at byte `at`, to be found from `to` on. */
type Widen = (bytes: Uint8Array, at: number, values: Float32Array, to: number) => void;

/**
 * Blocks as f32, each as ggml's `dequantize_row_*` makes it (NUMERICS: quantised weights): factors are multiplied from left to right, which is
 * exact up to the last product, and a minimum is added or subtracted with one rounding.
 */
export function widenBlocks(bytes: Uint8Array, type: WidenedType): Float32Array<ArrayBuffer> {
  const { weights, bytes: size } = WIDENED_BLOCK[type];
  const blocks = bytes.length / size;
  const values = new Float32Array(blocks * weights);
  const widen = WIDEN[type];
  for (let block = 0; block < blocks; block++) widen(bytes, block * size, values, block * weights);
  return values;
}

const round = Math.fround;
const word = new Uint32Array(1);
const float = new Float32Array(word.buffer);

function f16(bytes: Uint8Array, at: number): number {
  word[0] = f16Word(bytes[at] | (bytes[at + 1] << 8));
  return float[0];
}

/** Of 32 weights, the first 16 have the lower nibbles. */
function nibble(bytes: Uint8Array, at: number, i: number): number {
  return (bytes[at + (i & 15)] >> (i < 16 ? 0 : 4)) & 15;
}

function fifthBit(bytes: Uint8Array, at: number, i: number): number {
  return ((bytes[at + (i >> 3)] >> (i & 7)) & 1) << 4;
}

const WIDEN: Readonly<Record<WidenedType, Widen>> = {
  Q4_1(bytes, at, values, to) {
    const d = f16(bytes, at);
    const m = f16(bytes, at + 2);
    for (let i = 0; i < 32; i++) values[to + i] = round(nibble(bytes, at + 4, i) * d) + m;
  },
  Q5_0(bytes, at, values, to) {
    const d = f16(bytes, at);
    for (let i = 0; i < 32; i++)
      values[to + i] = ((nibble(bytes, at + 6, i) | fifthBit(bytes, at + 2, i)) - 16) * d;
  },
  Q5_1(bytes, at, values, to) {
    const d = f16(bytes, at);
    const m = f16(bytes, at + 2);
    for (let i = 0; i < 32; i++)
      values[to + i] = round((nibble(bytes, at + 8, i) | fifthBit(bytes, at + 4, i)) * d) + m;
  },
  Q4_K(bytes, at, values, to) {
    scaled(
      bytes,
      at,
      values,
      to,
      (sub, i) => (bytes[at + 16 + (sub >> 1) * 32 + i] >> (sub & 1 ? 4 : 0)) & 15,
    );
  },
  Q5_K(bytes, at, values, to) {
    scaled(bytes, at, values, to, (sub, i) => {
      const low = (bytes[at + 48 + (sub >> 1) * 32 + i] >> (sub & 1 ? 4 : 0)) & 15;
      return low | (((bytes[at + 16 + i] >> sub) & 1) << 4);
    });
  },
  Q6_K(bytes, at, values, to) {
    const d = f16(bytes, at + 208);
    for (let i = 0; i < 256; i++) {
      // Each half of 128 has 64 bytes of nibbles and 32 of pairs of upper bits.
      const half = i >> 7;
      const quarter = (i >> 5) & 3;
      const low = (bytes[at + half * 64 + (quarter & 1) * 32 + (i & 31)] >> (quarter < 2 ? 0 : 4)) & 15;
      const high = (bytes[at + 128 + half * 32 + (i & 31)] >> (quarter * 2)) & 3;
      const scale = (bytes[at + 192 + (i >> 4)] << 24) >> 24;
      values[to + i] = round(d * scale) * ((low | (high << 4)) - 32);
    }
  },
};

/** Eight times 32 weights, each with a scale and a minimum of 6 bits, packed into 12 bytes. */
function scaled(
  bytes: Uint8Array,
  at: number,
  values: Float32Array,
  to: number,
  integer: (sub: number, i: number) => number,
): void {
  const d = f16(bytes, at);
  const least = f16(bytes, at + 2);
  const packed = at + 4;
  for (let sub = 0; sub < 8; sub++) {
    const both = bytes[packed + 4 + sub];
    const scale = sub < 4 ? bytes[packed + sub] & 63 : (both & 15) | ((bytes[packed + sub - 4] >> 6) << 4);
    const minimum = sub < 4 ? both & 63 : (both >> 4) | ((bytes[packed + sub] >> 6) << 4);
    const factor = round(d * scale);
    const offset = round(least * minimum);
    for (let i = 0; i < 32; i++) values[to + sub * 32 + i] = round(factor * integer(sub, i)) - offset;
  }
}
