/**
 * One row by weights in blocks of 32 terms (forms.ts): each weight is its scale times its integer, exact in f32, so the sums are those of products.ts
 * over the same values. Blocks are read as they lie and widened on the way.
 */
import { addChunk } from './chunks';
import { highNibbles, highValues, lowNibbles, lowValues, Q4, Q4_BLOCK, Q8_BLOCK } from './forms';
import { addProduct, adjacentTrees, writeLanes } from './lanes';

/** Whether no chunk cuts a block. */
export function wholeBlocks(chunks: usize, count: i32): bool {
  for (let c = 0; c < count; c++) {
    const at = chunks + (<usize>c << 3);
    if ((i32.load(at) | i32.load(at, 4)) & 7) return false;
  }
  return true;
}

/** The sums of four columns. No chunk may cut a block. */
export function oneRowBlocks(x: usize, w: usize, y: usize, left: i32, chunks: usize, count: i32, form: i32, held: usize): void {
  let total = f32x4.splat(0);
  for (let c = 0; c < count; c++) {
    const start = <usize>i32.load(chunks + (<usize>c << 3));
    const end = <usize>i32.load(chunks + (<usize>c << 3), 4);
    const sums = form == Q4
      ? sumsOf4(x + (start << 4), x + (end << 4), w + (start >> 3) * Q4_BLOCK)
      : sumsOf8(x + (start << 4), x + (end << 4), w + (start >> 3) * Q8_BLOCK);
    total = addChunk(total, sums, c, count, held);
  }
  writeLanes(y, total, left);
}

// @ts-ignore: decorator
@inline
function sumsOf8(x: usize, stop: usize, w: usize): v128 {
  let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0);
  while (x < stop) {
    const scales = v128.load(w, 128);
    const d0 = v128.shuffle<f32>(scales, scales, 0, 0, 0, 0);
    const d1 = v128.shuffle<f32>(scales, scales, 1, 1, 1, 1);
    const d2 = v128.shuffle<f32>(scales, scales, 2, 2, 2, 2);
    const d3 = v128.shuffle<f32>(scales, scales, 3, 3, 3, 3);
    for (const next = w + 128; w < next; w += 16) {
      const xs = v128.load(x);
      const low = v128.load8x8_s(w);
      const high = v128.load8x8_s(w, 8);
      a0 = addProduct(a0, lowValues(low, d0), xs);
      a1 = addProduct(a1, highValues(low, d1), xs);
      a2 = addProduct(a2, lowValues(high, d2), xs);
      a3 = addProduct(a3, highValues(high, d3), xs);
      x += 16;
    }
    w += 16;
  }
  return adjacentTrees(a0, a1, a2, a3);
}

// @ts-ignore: decorator
@inline
function sumsOf4(x: usize, stop: usize, w: usize): v128 {
  let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0);
  while (x < stop) {
    const scales = v128.load(w, 64);
    const d0 = v128.shuffle<f32>(scales, scales, 0, 0, 0, 0);
    const d1 = v128.shuffle<f32>(scales, scales, 1, 1, 1, 1);
    const d2 = v128.shuffle<f32>(scales, scales, 2, 2, 2, 2);
    const d3 = v128.shuffle<f32>(scales, scales, 3, 3, 3, 3);
    for (const next = w + 64; w < next; w += 16) {
      const pair = v128.load(w);
      let xs = v128.load(x);
      let integers = lowNibbles(pair);
      let low = i16x8.extend_low_i8x16_s(integers);
      let high = i16x8.extend_high_i8x16_s(integers);
      a0 = addProduct(a0, lowValues(low, d0), xs);
      a1 = addProduct(a1, highValues(low, d1), xs);
      a2 = addProduct(a2, lowValues(high, d2), xs);
      a3 = addProduct(a3, highValues(high, d3), xs);
      xs = v128.load(x, 16);
      integers = highNibbles(pair);
      low = i16x8.extend_low_i8x16_s(integers);
      high = i16x8.extend_high_i8x16_s(integers);
      a0 = addProduct(a0, lowValues(low, d0), xs);
      a1 = addProduct(a1, highValues(low, d1), xs);
      a2 = addProduct(a2, lowValues(high, d2), xs);
      a3 = addProduct(a3, highValues(high, d3), xs);
      x += 32;
    }
    w += 16;
  }
  return adjacentTrees(a0, a1, a2, a3);
}
