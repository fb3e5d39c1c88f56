/**
 * Products of q8 activations by weights in blocks (forms.ts; NUMERICS: q8 activations): a block's products are added as integers, exactly, and its
 * result, (weight's scale * row's scale) * integer sum, is added to what came before, product and sum rounded apart. A row of x is so many
 * integers of 16 bits in whole blocks; `scales` has a row's each.
 */
import { addChunk } from './chunks';
import { groupBytes, highNibbles, lowNibbles, Q4, Q8, quadBytes, scalesOf } from './forms';
import { addProduct, writeLanes } from './lanes';

/** Plans whose chunks are of four lanes: blocks, or what of them lies in a chunk, one after the other (numerics/quantised-sum.ts). `held` as in products.ts. */
export function matmulQuantised(
  x: usize, xStride: usize, scales: usize, rows: i32,
  w: usize, k4: i32, columns: i32,
  y: usize, yStride: usize,
  chunks: usize, count: i32, form: i32, wide: usize, held: usize,
): void {
  const bytes = quadBytes(k4, form);
  // Several rows share what one would unpack for itself.
  const integers: usize = rows > 1 ? wide : 0;
  for (let column = 0; column < columns; column += 4) {
    if (integers) widenIntegers(w, k4, integers, form);
    for (let row = 0; row < rows; row++) {
      const xRow = x + <usize>row * xStride;
      const scale = v128.load32_splat(scales + (<usize>row << 2));
      let total = f32x4.splat(0);
      for (let c = 0; c < count; c++) {
        const start = i32.load(chunks + (<usize>c << 3));
        const end = i32.load(chunks + (<usize>c << 3), 4);
        const sums = chunkSums(xRow, scale, w, integers, start, end, form);
        total = addChunk(total, sums, c, count, held);
      }
      writeLanes(y + <usize>row * yStride + (<usize>column << 2), total, columns - column);
    }
    w += bytes;
  }
}

/** The plan of sixteen lanes: block i is lane i mod 16's, and lanes meet in a halving tree. `lanes` has room for sixteen vectors. */
export function matmulQuantised16(
  x: usize, xStride: usize, scales: usize, rows: i32,
  w: usize, k4: i32, columns: i32,
  y: usize, yStride: usize,
  lanes: usize, form: i32,
): void {
  const bytes = quadBytes(k4, form);
  for (let column = 0; column < columns; column += 4) {
    for (let row = 0; row < rows; row++) {
      const xRow = x + <usize>row * xStride;
      const scale = v128.load32_splat(scales + (<usize>row << 2));
      memory.fill(lanes, 0, 256);
      for (let first = 0; first < k4; first += 8) {
        const lane = lanes + (<usize>((first >> 3) & 15) << 4);
        const block = w + quadBytes(first, form);
        const dots = partDots(xRow, block, first, min(first + 8, k4), form);
        v128.store(lane, addResult(v128.load(lane), dots, block, scale, form));
      }
      for (let stride = 128; stride >= 16; stride >>= 1) {
        for (let at = lanes; at < lanes + stride; at += 16) {
          v128.store(at, f32x4.add(v128.load(at), v128.load(at + stride)));
        }
      }
      writeLanes(y + <usize>row * yStride + (<usize>column << 2), v128.load(lanes), columns - column);
    }
    w += bytes;
  }
}

// @ts-ignore: decorator
@inline
function chunkSums(x: usize, scale: v128, w: usize, integers: usize, start: i32, end: i32, form: i32): v128 {
  let sums = f32x4.splat(0);
  for (let at = start; at < end; ) {
    const next = min(end, (at | 7) + 1);
    const block = w + quadBytes(at & ~7, form);
    const dots = integers ? wideDots(x, integers, at, next) : partDots(x, block, at, next, form);
    sums = addResult(sums, dots, block, scale, form);
    at = next;
  }
  return sums;
}

/** Four columns' results of a block or a part of one, added to those before. */
// @ts-ignore: decorator
@inline
function addResult(sums: v128, dots: v128, block: usize, scale: v128, form: i32): v128 {
  return addProduct(sums, f32x4.mul(v128.load(scalesOf(block, form)), scale), f32x4.convert_i32x4_s(dots));
}

/** The integer sums of the groups [start, end) of one block. */
function partDots(x: usize, block: usize, start: i32, end: i32, form: i32): v128 {
  return end - start == 8 ? wholeDots(x + (<usize>start << 3), block, form) : someDots(x, block, start, end, form);
}

/** The integers of a quad of columns as 16 bits, in which they are multiplied. */
function widenIntegers(w: usize, k4: i32, to: usize, form: i32): void {
  for (let group = 0; group < k4; group++) {
    const integers = groupBytes(w + quadBytes(group & ~7, form), group & 7, form);
    v128.store(to, i16x8.extend_low_i8x16_s(integers));
    v128.store(to, i16x8.extend_high_i8x16_s(integers), 16);
    to += 32;
  }
}

// @ts-ignore: decorator
@inline
function wideDots(x: usize, integers: usize, start: i32, end: i32): v128 {
  let left = i32x4.splat(0), right = i32x4.splat(0);
  let w = integers + (<usize>start << 5);
  const stop = integers + (<usize>end << 5);
  for (let at = x + (<usize>start << 3); w < stop; at += 8) {
    const xs = v128.load64_splat(at);
    left = i32x4.add(left, i32x4.dot_i16x8_s(v128.load(w), xs));
    right = i32x4.add(right, i32x4.dot_i16x8_s(v128.load(w, 16), xs));
    w += 32;
  }
  return columnSums(left, right);
}

// @ts-ignore: decorator
@inline
function wholeDots(x: usize, w: usize, form: i32): v128 {
  let left = i32x4.splat(0), right = i32x4.splat(0);
  if (form == Q8) {
    for (const stop = x + 64; x < stop; x += 8) {
      const xs = v128.load64_splat(x);
      left = i32x4.add(left, i32x4.dot_i16x8_s(v128.load8x8_s(w), xs));
      right = i32x4.add(right, i32x4.dot_i16x8_s(v128.load8x8_s(w, 8), xs));
      w += 16;
    }
  } else {
    for (const stop = x + 64; x < stop; x += 16) {
      const pair = v128.load(w);
      let xs = v128.load64_splat(x);
      let integers = lowNibbles(pair);
      left = i32x4.add(left, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s(integers), xs));
      right = i32x4.add(right, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s(integers), xs));
      xs = v128.load64_splat(x, 8);
      integers = highNibbles(pair);
      left = i32x4.add(left, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s(integers), xs));
      right = i32x4.add(right, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s(integers), xs));
      w += 16;
    }
  }
  return columnSums(left, right);
}

function someDots(x: usize, block: usize, start: i32, end: i32, form: i32): v128 {
  let left = i32x4.splat(0), right = i32x4.splat(0);
  for (let group = start; group < end; group++) {
    const xs = v128.load64_splat(x + (<usize>group << 3));
    const integers = groupBytes(block, group & 7, form);
    left = i32x4.add(left, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s(integers), xs));
    right = i32x4.add(right, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s(integers), xs));
  }
  return columnSums(left, right);
}

/** Of two sums a column, two columns a vector. */
// @ts-ignore: decorator
@inline
function columnSums(left: v128, right: v128): v128 {
  return i32x4.add(v128.shuffle<i32>(left, right, 0, 2, 4, 6), v128.shuffle<i32>(left, right, 1, 3, 5, 7));
}
