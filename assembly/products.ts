/**
 * Matrix products y[m, n] = sum over k of x[m, k] w[n, k] in the order of a plan. A lane is a lane of an f32x4; multiply and add
 * round apart (relaxed SIMD, which may fuse them, is not used). Weights lie in quads: block b of four columns, then k / 4, then
 * column, then four terms; x (rows, k4 * 4) ends in zero terms, which change no sum. Chunks are pairs of quads [start, end) as
 * i32; chunks.ts adds their sums. Which rows and columns share a loop changes no bit. `form` says how weights are held (forms.ts):
 * the fewer bits, the fewer bytes to read, and the same products as of their values in f32.
 */
import { oneRowBlocks, wholeBlocks } from './blocks';
import { addChunk, HELD_BYTES } from './chunks';
import { HALF, Q8, quadBytes, widenQuad } from './forms';
import { addProduct, adjacentTrees, writeLanes } from './lanes';
import { bytesOf, weights } from './weights';

/** Rows that walk the weights together before the next block of columns is read. */
const TILE: i32 = 32;

/**
 * Plans of four lanes and an adjacent tree. `yStride` and `xStride` are in bytes; only `columns` of a row are written. `wide` has room
 * for a block of columns in f32; `held`, for the levels of two trees, is 0 where chunk sums are added in index order.
 */
export function matmul(
  x: usize, xStride: usize, rows: i32,
  w: usize, k4: i32, columns: i32,
  y: usize, yStride: usize,
  chunks: usize, count: i32,
  form: i32, wide: usize, held: usize,
): void {
  const blockBytes = quadBytes(k4, form);
  const read = form >= Q8 && wholeBlocks(chunks, count);
  const blocks = (columns + 3) >> 2;
  for (let from = 0; from < rows; from += TILE) {
    const to = min(from + TILE, rows);
    let block = 0;
    if (to - from == 1) {
      // One row alone: two blocks at a time, so that eight sums are under way.
      const xRow = x + <usize>from * xStride;
      const yRow = y + <usize>from * yStride;
      for (; read && block < blocks; block++) {
        oneRowBlocks(xRow, w + <usize>block * blockBytes, yRow + (<usize>block << 4), columns - (block << 2), chunks, count, form, held);
      }
      for (; form <= HALF && block + 2 <= blocks; block += 2) {
        const wAt = w + <usize>block * blockBytes;
        const yAt = yRow + (<usize>block << 4);
        if (form) oneRowTwoBlocks<u16>(xRow, wAt, k4, yAt, columns - (block << 2), chunks, count, held);
        else oneRowTwoBlocks<f32>(xRow, wAt, k4, yAt, columns - (block << 2), chunks, count, held);
      }
    }
    for (; block < blocks; block++) {
      const left = columns - (block << 2);
      let wAt = w + <usize>block * blockBytes;
      if (form) {
        widenQuad(wAt, k4, wide, form);
        wAt = wide;
      }
      let row = from;
      for (; row + 2 <= to; row += 2) {
        twoRows(x + <usize>row * xStride, xStride, wAt, y + <usize>row * yStride + (<usize>block << 4), yStride, left, chunks, count, held);
      }
      if (row < to) oneRow(x + <usize>row * xStride, wAt, y + <usize>row * yStride + (<usize>block << 4), left, chunks, count, held);
    }
  }
}

function oneRow(x: usize, w: usize, y: usize, left: i32, chunks: usize, count: i32, held: usize): void {
  let total = f32x4.splat(0);
  for (let c = 0; c < count; c++) {
    const start = <usize>i32.load(chunks + (<usize>c << 3));
    const end = <usize>i32.load(chunks + (<usize>c << 3), 4);
    let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0);
    let at = w + (start << 6);
    const stop = x + (end << 4);
    for (let xAt = x + (start << 4); xAt < stop; xAt += 16) {
      const xs = v128.load(xAt);
      a0 = addProduct(a0, weights<f32>(at, 0), xs);
      a1 = addProduct(a1, weights<f32>(at, 1), xs);
      a2 = addProduct(a2, weights<f32>(at, 2), xs);
      a3 = addProduct(a3, weights<f32>(at, 3), xs);
      at += 64;
    }
    const sums = adjacentTrees(a0, a1, a2, a3);
    total = addChunk(total, sums, c, count, held);
  }
  writeLanes(y, total, left);
}

function oneRowTwoBlocks<Form>(
  x: usize, w: usize, k4: i32, y: usize, left: i32, chunks: usize, count: i32, held: usize,
): void {
  let total = f32x4.splat(0), total2 = f32x4.splat(0);
  for (let c = 0; c < count; c++) {
    const start = <usize>i32.load(chunks + (<usize>c << 3));
    const end = <usize>i32.load(chunks + (<usize>c << 3), 4);
    let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0);
    let b0 = f32x4.splat(0), b1 = f32x4.splat(0), b2 = f32x4.splat(0), b3 = f32x4.splat(0);
    let at = w + bytesOf<Form>(start << 2);
    let at2 = at + bytesOf<Form>(<usize>k4 << 2);
    const stop = x + (end << 4);
    for (let xAt = x + (start << 4); xAt < stop; xAt += 16) {
      const xs = v128.load(xAt);
      a0 = addProduct(a0, weights<Form>(at, 0), xs);
      a1 = addProduct(a1, weights<Form>(at, 1), xs);
      a2 = addProduct(a2, weights<Form>(at, 2), xs);
      a3 = addProduct(a3, weights<Form>(at, 3), xs);
      b0 = addProduct(b0, weights<Form>(at2, 0), xs);
      b1 = addProduct(b1, weights<Form>(at2, 1), xs);
      b2 = addProduct(b2, weights<Form>(at2, 2), xs);
      b3 = addProduct(b3, weights<Form>(at2, 3), xs);
      at += bytesOf<Form>(4);
      at2 += bytesOf<Form>(4);
    }
    const sums = adjacentTrees(a0, a1, a2, a3);
    const sums2 = adjacentTrees(b0, b1, b2, b3);
    total = addChunk(total, sums, c, count, held);
    total2 = addChunk(total2, sums2, c, count, held ? held + HELD_BYTES : 0);
  }
  writeLanes(y, total, left);
  writeLanes(y + 16, total2, left - 4);
}

/** In its caller's loop: the call would take a sixteenth of the time that a row of 128 terms does. */
// @ts-ignore: decorator
@inline
function twoRows(x: usize, xStride: usize, w: usize, y: usize, yStride: usize, left: i32, chunks: usize, count: i32, held: usize): void {
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
      a0 = addProduct(a0, ws, xs);
      b0 = addProduct(b0, ws, xs2);
      ws = v128.load(at, 16);
      a1 = addProduct(a1, ws, xs);
      b1 = addProduct(b1, ws, xs2);
      ws = v128.load(at, 32);
      a2 = addProduct(a2, ws, xs);
      b2 = addProduct(b2, ws, xs2);
      ws = v128.load(at, 48);
      a3 = addProduct(a3, ws, xs);
      b3 = addProduct(b3, ws, xs2);
      at += 64;
      xAt2 += 16;
    }
    const sums = adjacentTrees(a0, a1, a2, a3);
    const sums2 = adjacentTrees(b0, b1, b2, b3);
    total = addChunk(total, sums, c, count, held);
    total2 = addChunk(total2, sums2, c, count, held ? held + HELD_BYTES : 0);
  }
  writeLanes(y, total, left);
  writeLanes(y + yStride, total2, left);
}
