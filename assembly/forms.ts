/**
 * How weights lie in quads of four columns, by the number that the host gives a form: f32 and bf16 (weights.ts), and blocks of 32 terms
 * as GGUF's Q8_0 and Q4_0 have them. Of a block each group of four terms is sixteen integers, four of each column: a byte each in q8; in q4 an
 * even group is the low nibbles of what the group after it is the high nibbles of, eight added. Behind them lie the four columns' scales as f32.
 */
import { widen } from './weights';

export const HALF: i32 = 1;
export const Q8: i32 = 2;
export const Q4: i32 = 3;

/** Bytes of a block of four columns. */
export const Q8_BLOCK: usize = 144;
export const Q4_BLOCK: usize = 80;

/** Bytes of `k4` groups of four columns; blocks are whole. */
export function quadBytes(k4: i32, form: i32): usize {
  const blocks = <usize>((k4 + 7) >> 3);
  if (form == Q8) return blocks * Q8_BLOCK;
  if (form == Q4) return blocks * Q4_BLOCK;
  return <usize>k4 << (form == HALF ? 5 : 6);
}

/** The sixteen integers of a group, of which `block` is the start of its block. */
// @ts-ignore: decorator
@inline
export function groupBytes(block: usize, group: i32, form: i32): v128 {
  if (form == Q8) return v128.load(block + (<usize>group << 4));
  const pair = v128.load(block + (<usize>(group >> 1) << 4));
  return group & 1 ? highNibbles(pair) : lowNibbles(pair);
}

// @ts-ignore: decorator
@inline
export function lowNibbles(pair: v128): v128 {
  return i8x16.sub(v128.and(pair, i8x16.splat(15)), i8x16.splat(8));
}

// @ts-ignore: decorator
@inline
export function highNibbles(pair: v128): v128 {
  return lowNibbles(i16x8.shr_u(pair, 4));
}

/** Where the scales of a block's four columns lie. */
// @ts-ignore: decorator
@inline
export function scalesOf(block: usize, form: i32): usize {
  return block + (form == Q8 ? Q8_BLOCK : Q4_BLOCK) - 16;
}

/** The lower four of eight integers of 16 bits as f32, times a column's scale: exact. */
// @ts-ignore: decorator
@inline
export function lowValues(eight: v128, scale: v128): v128 {
  return f32x4.mul(scale, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(eight)));
}

/** The upper four. */
// @ts-ignore: decorator
@inline
export function highValues(eight: v128, scale: v128): v128 {
  return f32x4.mul(scale, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(eight)));
}

/** `k4` groups of four columns as f32, in whichever form they are held. */
export function widenQuad(w: usize, k4: i32, to: usize, form: i32): void {
  if (form == HALF) {
    widen(w, k4, to);
    return;
  }
  const bytes = form == Q8 ? Q8_BLOCK : Q4_BLOCK;
  for (let first = 0; first < k4; first += 8) {
    const scales = v128.load(scalesOf(w, form));
    const d0 = v128.shuffle<f32>(scales, scales, 0, 0, 0, 0);
    const d1 = v128.shuffle<f32>(scales, scales, 1, 1, 1, 1);
    const d2 = v128.shuffle<f32>(scales, scales, 2, 2, 2, 2);
    const d3 = v128.shuffle<f32>(scales, scales, 3, 3, 3, 3);
    const groups = min(8, k4 - first);
    for (let group = 0; group < groups; group++) {
      const integers = groupBytes(w, group, form);
      const low = i16x8.extend_low_i8x16_s(integers);
      const high = i16x8.extend_high_i8x16_s(integers);
      v128.store(to, lowValues(low, d0));
      v128.store(to, highValues(low, d1), 16);
      v128.store(to, lowValues(high, d2), 32);
      v128.store(to, highValues(high, d3), 48);
      to += 64;
    }
    w += bytes;
  }
}
