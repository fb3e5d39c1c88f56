/**
 * Matrix products y[m, n] = sum over k of x[m, k] w[n, k] in the order of a plan. A lane is a lane of an f32x4; multiply and add
 * round apart (relaxed SIMD, which may fuse them, is not used). Weights lie in quads: block b of four columns, then k / 4, then
 * column, then four terms; x (rows, k4 * 4) ends in zero terms, which change no sum. Chunks are pairs of quads [start, end) as
 * i32; their sums are added in index order. Which rows and columns share a loop changes no bit. Where `half` is 1 a weight is a bf16,
 * the upper half of its f32: half the bytes to read, and the same products.
 */
import { adjacentTrees, halvingTree, writeLanes } from './lanes';

/** Rows that walk the weights together before the next block of columns is read. */
const TILE: i32 = 32;

/**
 * Plans of four lanes and an adjacent tree. `yStride` and `xStride` are in bytes; only `columns` of a row are written. `wide` has room
 * for a block of columns in f32.
 */
export function matmul(
  x: usize, xStride: usize, rows: i32,
  w: usize, k4: i32, columns: i32,
  y: usize, yStride: usize,
  chunks: usize, count: i32,
  half: i32, wide: usize,
): void {
  const blockBytes = <usize>k4 << (half ? 5 : 6);
  const blocks = (columns + 3) >> 2;
  for (let from = 0; from < rows; from += TILE) {
    const to = min(from + TILE, rows);
    let block = 0;
    if (to - from == 1) {
      // One row alone: two blocks at a time, so that eight sums are under way.
      const xRow = x + <usize>from * xStride;
      for (; block + 2 <= blocks; block += 2) {
        const wAt = w + <usize>block * blockBytes;
        const yAt = y + <usize>from * yStride + (<usize>block << 4);
        if (half) oneRowTwoHalfBlocks(xRow, wAt, blockBytes, yAt, columns - (block << 2), chunks, count);
        else oneRowTwoBlocks(xRow, wAt, blockBytes, yAt, columns - (block << 2), chunks, count);
      }
    }
    for (; block < blocks; block++) {
      const left = columns - (block << 2);
      let wAt = w + <usize>block * blockBytes;
      if (half) {
        widen(wAt, k4, wide);
        wAt = wide;
      }
      let row = from;
      for (; row + 2 <= to; row += 2) {
        twoRows(x + <usize>row * xStride, xStride, wAt, y + <usize>row * yStride + (<usize>block << 4), yStride, left, chunks, count);
      }
      if (row < to) oneRow(x + <usize>row * xStride, wAt, y + <usize>row * yStride + (<usize>block << 4), left, chunks, count);
    }
  }
}

/** Four bf16 as f32: the first four of eight. */
// @ts-ignore: decorator
@inline
export function lowHalves(halves: v128): v128 {
  return v128.shuffle<u16>(i32x4.splat(0), halves, 0, 8, 1, 9, 2, 10, 3, 11);
}

/** The last four of eight. */
// @ts-ignore: decorator
@inline
function highHalves(halves: v128): v128 {
  return v128.shuffle<u16>(i32x4.splat(0), halves, 4, 12, 5, 13, 6, 14, 7, 15);
}

function widen(w: usize, k4: i32, to: usize): void {
  const stop = w + (<usize>k4 << 5);
  for (; w < stop; w += 32) {
    const first = v128.load(w);
    const last = v128.load(w, 16);
    v128.store(to, lowHalves(first));
    v128.store(to, highHalves(first), 16);
    v128.store(to, lowHalves(last), 32);
    v128.store(to, highHalves(last), 48);
    to += 64;
  }
}

// @ts-ignore: decorator
@inline
function product(sum: v128, w: usize, offset: usize, x: v128): v128 {
  return f32x4.add(sum, f32x4.mul(v128.load(w + offset), x));
}

function oneRow(x: usize, w: usize, y: usize, left: i32, chunks: usize, count: i32): void {
  let total = f32x4.splat(0);
  for (let c = 0; c < count; c++) {
    const start = <usize>i32.load(chunks + (<usize>c << 3));
    const end = <usize>i32.load(chunks + (<usize>c << 3), 4);
    let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0);
    let at = w + (start << 6);
    const stop = x + (end << 4);
    for (let xAt = x + (start << 4); xAt < stop; xAt += 16) {
      const xs = v128.load(xAt);
      a0 = product(a0, at, 0, xs);
      a1 = product(a1, at, 16, xs);
      a2 = product(a2, at, 32, xs);
      a3 = product(a3, at, 48, xs);
      at += 64;
    }
    const sums = adjacentTrees(a0, a1, a2, a3);
    total = c == 0 ? sums : f32x4.add(total, sums);
  }
  writeLanes(y, total, left);
}

function oneRowTwoBlocks(x: usize, w: usize, blockBytes: usize, y: usize, left: i32, chunks: usize, count: i32): void {
  let total = f32x4.splat(0), total2 = f32x4.splat(0);
  for (let c = 0; c < count; c++) {
    const start = <usize>i32.load(chunks + (<usize>c << 3));
    const end = <usize>i32.load(chunks + (<usize>c << 3), 4);
    let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0);
    let b0 = f32x4.splat(0), b1 = f32x4.splat(0), b2 = f32x4.splat(0), b3 = f32x4.splat(0);
    let at = w + (start << 6);
    let at2 = at + blockBytes;
    const stop = x + (end << 4);
    for (let xAt = x + (start << 4); xAt < stop; xAt += 16) {
      const xs = v128.load(xAt);
      a0 = product(a0, at, 0, xs);
      a1 = product(a1, at, 16, xs);
      a2 = product(a2, at, 32, xs);
      a3 = product(a3, at, 48, xs);
      b0 = product(b0, at2, 0, xs);
      b1 = product(b1, at2, 16, xs);
      b2 = product(b2, at2, 32, xs);
      b3 = product(b3, at2, 48, xs);
      at += 64;
      at2 += 64;
    }
    const sums = adjacentTrees(a0, a1, a2, a3);
    const sums2 = adjacentTrees(b0, b1, b2, b3);
    total = c == 0 ? sums : f32x4.add(total, sums);
    total2 = c == 0 ? sums2 : f32x4.add(total2, sums2);
  }
  writeLanes(y, total, left);
  writeLanes(y + 16, total2, left - 4);
}

function oneRowTwoHalfBlocks(x: usize, w: usize, blockBytes: usize, y: usize, left: i32, chunks: usize, count: i32): void {
  let total = f32x4.splat(0), total2 = f32x4.splat(0);
  for (let c = 0; c < count; c++) {
    const start = <usize>i32.load(chunks + (<usize>c << 3));
    const end = <usize>i32.load(chunks + (<usize>c << 3), 4);
    let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0);
    let b0 = f32x4.splat(0), b1 = f32x4.splat(0), b2 = f32x4.splat(0), b3 = f32x4.splat(0);
    let at = w + (start << 5);
    let at2 = at + blockBytes;
    const stop = x + (end << 4);
    for (let xAt = x + (start << 4); xAt < stop; xAt += 16) {
      const xs = v128.load(xAt);
      let ws = v128.load(at);
      a0 = f32x4.add(a0, f32x4.mul(lowHalves(ws), xs));
      a1 = f32x4.add(a1, f32x4.mul(highHalves(ws), xs));
      ws = v128.load(at, 16);
      a2 = f32x4.add(a2, f32x4.mul(lowHalves(ws), xs));
      a3 = f32x4.add(a3, f32x4.mul(highHalves(ws), xs));
      ws = v128.load(at2);
      b0 = f32x4.add(b0, f32x4.mul(lowHalves(ws), xs));
      b1 = f32x4.add(b1, f32x4.mul(highHalves(ws), xs));
      ws = v128.load(at2, 16);
      b2 = f32x4.add(b2, f32x4.mul(lowHalves(ws), xs));
      b3 = f32x4.add(b3, f32x4.mul(highHalves(ws), xs));
      at += 32;
      at2 += 32;
    }
    const sums = adjacentTrees(a0, a1, a2, a3);
    const sums2 = adjacentTrees(b0, b1, b2, b3);
    total = c == 0 ? sums : f32x4.add(total, sums);
    total2 = c == 0 ? sums2 : f32x4.add(total2, sums2);
  }
  writeLanes(y, total, left);
  writeLanes(y + 16, total2, left - 4);
}

function twoRows(x: usize, xStride: usize, w: usize, y: usize, yStride: usize, left: i32, chunks: usize, count: i32): void {
  let total = f32x4.splat(0), total2 = f32x4.splat(0);
  for (let c = 0; c < count; c++) {
    const start = <usize>i32.load(chunks + (<usize>c << 3));
    const end = <usize>i32.load(chunks + (<usize>c << 3), 4);
    let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0);
    let b0 = f32x4.splat(0), b1 = f32x4.splat(0), b2 = f32x4.splat(0), b3 = f32x4.splat(0);
    let at = w + (start << 6);
    const stop = x + (end << 4);
    let xAt2 = x + xStride + (start << 4);
    for (let xAt = x + (start << 4); xAt < stop; xAt += 16) {
      const xs = v128.load(xAt);
      const xs2 = v128.load(xAt2);
      let ws = v128.load(at);
      a0 = f32x4.add(a0, f32x4.mul(ws, xs));
      b0 = f32x4.add(b0, f32x4.mul(ws, xs2));
      ws = v128.load(at, 16);
      a1 = f32x4.add(a1, f32x4.mul(ws, xs));
      b1 = f32x4.add(b1, f32x4.mul(ws, xs2));
      ws = v128.load(at, 32);
      a2 = f32x4.add(a2, f32x4.mul(ws, xs));
      b2 = f32x4.add(b2, f32x4.mul(ws, xs2));
      ws = v128.load(at, 48);
      a3 = f32x4.add(a3, f32x4.mul(ws, xs));
      b3 = f32x4.add(b3, f32x4.mul(ws, xs2));
      at += 64;
      xAt2 += 16;
    }
    const sums = adjacentTrees(a0, a1, a2, a3);
    const sums2 = adjacentTrees(b0, b1, b2, b3);
    total = c == 0 ? sums : f32x4.add(total, sums);
    total2 = c == 0 ? sums2 : f32x4.add(total2, sums2);
  }
  writeLanes(y, total, left);
  writeLanes(y + yStride, total2, left);
}

/** The plan of sixteen lanes over all of K and a halving tree; lane j sums k = j (mod 16). */
export function matmul16(
  x: usize, xStride: usize, rows: i32,
  w: usize, k4: i32, columns: i32,
  y: usize, yStride: usize,
  half: i32,
): void {
  for (let row = 0; row < rows; row++) {
    const xRow = x + <usize>row * xStride;
    const yRow = y + <usize>row * yStride;
    for (let column = 0; column < columns; column += 2) {
      if (half) {
        const at = w + ((<usize>(column >> 2) * <usize>k4) << 5) + (<usize>(column & 3) << 3);
        twoHalfColumns16(xRow, at, k4, yRow + (<usize>column << 2), column + 1 < columns);
        continue;
      }
      const at = w + ((<usize>(column >> 2) * <usize>k4) << 6) + (<usize>(column & 3) << 4);
      twoColumns16(xRow, at, k4, yRow + (<usize>column << 2), column + 1 < columns);
    }
  }
}

function twoColumns16(x: usize, w: usize, k4: i32, y: usize, both: bool): void {
  let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0);
  let b0 = f32x4.splat(0), b1 = f32x4.splat(0), b2 = f32x4.splat(0), b3 = f32x4.splat(0);
  let xAt = x;
  let at = w;
  const stop = x + (<usize>(k4 & ~3) << 4);
  while (xAt < stop) {
    let xs = v128.load(xAt);
    a0 = product(a0, at, 0, xs);
    b0 = product(b0, at, 16, xs);
    xs = v128.load(xAt, 16);
    a1 = product(a1, at, 64, xs);
    b1 = product(b1, at, 80, xs);
    xs = v128.load(xAt, 32);
    a2 = product(a2, at, 128, xs);
    b2 = product(b2, at, 144, xs);
    xs = v128.load(xAt, 48);
    a3 = product(a3, at, 192, xs);
    b3 = product(b3, at, 208, xs);
    xAt += 64;
    at += 256;
  }
  const rest = k4 & 3;
  if (rest > 0) {
    const xs = v128.load(xAt);
    a0 = product(a0, at, 0, xs);
    b0 = product(b0, at, 16, xs);
  }
  if (rest > 1) {
    const xs = v128.load(xAt, 16);
    a1 = product(a1, at, 64, xs);
    b1 = product(b1, at, 80, xs);
  }
  if (rest > 2) {
    const xs = v128.load(xAt, 32);
    a2 = product(a2, at, 128, xs);
    b2 = product(b2, at, 144, xs);
  }
  f32.store(y, halvingTree(f32x4.add(f32x4.add(a0, a2), f32x4.add(a1, a3))));
  if (both) f32.store(y, halvingTree(f32x4.add(f32x4.add(b0, b2), f32x4.add(b1, b3))), 4);
}

function twoHalfColumns16(x: usize, w: usize, k4: i32, y: usize, both: bool): void {
  let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0);
  let b0 = f32x4.splat(0), b1 = f32x4.splat(0), b2 = f32x4.splat(0), b3 = f32x4.splat(0);
  let xAt = x;
  let at = w;
  const stop = x + (<usize>(k4 & ~3) << 4);
  while (xAt < stop) {
    let xs = v128.load(xAt);
    let ws = v128.load(at);
    a0 = f32x4.add(a0, f32x4.mul(lowHalves(ws), xs));
    b0 = f32x4.add(b0, f32x4.mul(highHalves(ws), xs));
    xs = v128.load(xAt, 16);
    ws = v128.load(at, 32);
    a1 = f32x4.add(a1, f32x4.mul(lowHalves(ws), xs));
    b1 = f32x4.add(b1, f32x4.mul(highHalves(ws), xs));
    xs = v128.load(xAt, 32);
    ws = v128.load(at, 64);
    a2 = f32x4.add(a2, f32x4.mul(lowHalves(ws), xs));
    b2 = f32x4.add(b2, f32x4.mul(highHalves(ws), xs));
    xs = v128.load(xAt, 48);
    ws = v128.load(at, 96);
    a3 = f32x4.add(a3, f32x4.mul(lowHalves(ws), xs));
    b3 = f32x4.add(b3, f32x4.mul(highHalves(ws), xs));
    xAt += 64;
    at += 128;
  }
  const rest = k4 & 3;
  if (rest > 0) {
    const xs = v128.load(xAt);
    const ws = v128.load(at);
    a0 = f32x4.add(a0, f32x4.mul(lowHalves(ws), xs));
    b0 = f32x4.add(b0, f32x4.mul(highHalves(ws), xs));
  }
  if (rest > 1) {
    const xs = v128.load(xAt, 16);
    const ws = v128.load(at, 32);
    a1 = f32x4.add(a1, f32x4.mul(lowHalves(ws), xs));
    b1 = f32x4.add(b1, f32x4.mul(highHalves(ws), xs));
  }
  if (rest > 2) {
    const xs = v128.load(xAt, 32);
    const ws = v128.load(at, 64);
    a2 = f32x4.add(a2, f32x4.mul(lowHalves(ws), xs));
    b2 = f32x4.add(b2, f32x4.mul(highHalves(ws), xs));
  }
  f32.store(y, halvingTree(f32x4.add(f32x4.add(a0, a2), f32x4.add(a1, a3))));
  if (both) f32.store(y, halvingTree(f32x4.add(f32x4.add(b0, b2), f32x4.add(b1, b3))), 4);
}
