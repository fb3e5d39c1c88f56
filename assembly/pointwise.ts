/** What reduces nothing: embedding, RoPE, the gate, biases, the residual. Strides are in bytes; rows end in zero elements up to a whole vector. */
import { quadBytes, widenQuad } from './forms';
import { writeLanes } from './lanes';
import { divisor, expQuad, product, productOf, quotient } from './math';
import { round } from './round';

/** Rows of a matrix in quads as `tokens` says, in whichever form it is held (forms.ts); times `scale`, rounded. `wide` has room for a quad in f32. */
export function embed(
  table: usize, k4: i32, form: i32, scale: f32,
  tokens: usize, rows: i32,
  y: usize, yStride: usize, dtype: i32, wide: usize,
): void {
  const scales = f32x4.splat(scale);
  const bytes = quadBytes(k4, form);
  for (let row = 0; row < rows; row++) {
    const token = i32.load(tokens + (<usize>row << 2));
    let from = table + <usize>(token >> 2) * bytes;
    if (form) {
      widenQuad(from, k4, wide, form);
      from = wide;
    }
    from += <usize>(token & 3) << 4;
    for (let i = 0; i < k4; i++) {
      const values = v128.load(from);
      v128.store(y + (<usize>i << 4), scale == 1 ? values : product(values, scales));
      from += 64;
    }
    round(y, k4, dtype);
    y += yStride;
  }
}

/** x += y times `scale`, rounded. */
export function addTo(x: usize, y: usize, quads: i32, scale: f32, dtype: i32): void {
  const scales = f32x4.splat(scale);
  for (let at: usize = 0; at < <usize>quads << 4; at += 16) {
    const terms = v128.load(y + at);
    v128.store(x + at, f32x4.add(v128.load(x + at), scale == 1 ? terms : product(terms, scales)));
  }
  round(x, quads, dtype);
}

/** Adds the same `quads` vectors to each row. */
export function addBias(x: usize, xStride: usize, rows: i32, bias: usize, quads: i32): void {
  for (let row = 0; row < rows; row++) {
    for (let at: usize = 0; at < <usize>quads << 4; at += 16) {
      v128.store(x + at, f32x4.add(v128.load(x + at), v128.load(bias + at)));
    }
    x += xStride;
  }
}

/**
 * The gate through SiLU or, where `gelu` is 1, GELU in its tanh form, times up: of rows that hold `elements` of gate, then as many of up.
 * Both are the gate over 1 + exp(-exponent).
 */
export function swiglu(
  x: usize, xStride: usize, rows: i32, elements: i32, gelu: i32,
  y: usize, yStride: usize, dtype: i32,
): void {
  for (let row = 0; row < rows; row++) {
    const up = x + (<usize>elements << 2);
    for (let i = 0; i < elements; i += 4) {
      // The last vector of gate may run into up: only what belongs is written.
      const gate = v128.load(x + (<usize>i << 2));
      const exponent = gelu ? geluExponent(gate) : gate;
      const activated = quotient(gate, divisor(f32x4.add(f32x4.splat(1), expQuad(f32x4.neg(exponent)))));
      writeLanes(y + (<usize>i << 2), product(activated, v128.load(up + (<usize>i << 2))), elements - i);
    }
    round(y, (elements + 3) >> 2, dtype);
    x += xStride;
    y += yStride;
  }
}

/** 2 sqrt(2 / pi) (g + 0.044715 g^3), each product and sum rounded: (g g) g first. */
// @ts-ignore: decorator
@inline
function geluExponent(g: v128): v128 {
  const cube = product(product(g, g), g);
  const inner = f32x4.add(g, product(f32x4.splat(0.044715), cube));
  return product(f32x4.splat(<f32>1.5957691216057308), inner);
}

/**
 * RoPE on pairs (d, d + head_dim / 2) of each head, then rounding; `angles` holds a cosine and a sine for each position and d. Heads
 * are written `headStride` apart, rows where `places` says, in units of `yStride`, or one after the other where that is 0.
 */
export function rope(
  x: usize, xStride: usize, rows: i32, heads: i32, headDim: i32,
  y: usize, yStride: usize, headStride: usize,
  angles: usize, positions: usize, places: usize, dtype: i32,
): void {
  const half = headDim >> 1;
  for (let row = 0; row < rows; row++) {
    const turn = angles + (<usize>(i32.load(positions + (<usize>row << 2)) * half) << 3);
    const place = places ? i32.load(places + (<usize>row << 2)) : row;
    const yRow = y + <usize>place * yStride;
    for (let head = 0; head < heads; head++) {
      const yHead = yRow + <usize>head * headStride;
      rotate(x + (<usize>(head * headDim) << 2), half, yHead, turn);
      clear(yHead + (<usize>headDim << 2), yHead + headStride);
    }
    round(yRow, <i32>((<usize>heads * headStride) >> 4), dtype);
    x += xStride;
  }
}

function rotate(x: usize, half: i32, y: usize, turn: usize): void {
  const other = <usize>half << 2;
  let i: usize = 0;
  for (; i + 16 <= other; i += 16) {
    const first = v128.load(turn + (i << 1));
    const last = v128.load(turn + (i << 1), 16);
    const cos = v128.shuffle<f32>(first, last, 0, 2, 4, 6);
    const sin = v128.shuffle<f32>(first, last, 1, 3, 5, 7);
    const a = v128.load(x + i);
    const b = v128.load(x + other + i);
    v128.store(y + i, f32x4.add(product(a, cos), product(f32x4.neg(b), sin)));
    v128.store(y + other + i, f32x4.add(product(b, cos), product(a, sin)));
  }
  for (; i < other; i += 4) {
    const cos = f32.load(turn + (i << 1));
    const sin = f32.load(turn + (i << 1), 4);
    const a = f32.load(x + i);
    const b = f32.load(x + other + i);
    f32.store(y + i, productOf(a, cos) + productOf(-b, sin));
    f32.store(y + other + i, productOf(b, cos) + productOf(a, sin));
  }
}

/** A head's padding, which a recycled cache may have left as anything. */
function clear(from: usize, to: usize): void {
  for (; from < to; from += 4) f32.store(from, 0);
}

/** Heads as they are, rounded, to where `places` says. */
export function scatter(
  x: usize, xStride: usize, rows: i32, heads: i32, headDim: i32,
  y: usize, yStride: usize, headStride: usize, places: usize, dtype: i32,
): void {
  const bytes = <usize>headDim << 2;
  for (let row = 0; row < rows; row++) {
    const yRow = y + <usize>i32.load(places + (<usize>row << 2)) * yStride;
    for (let head = 0; head < heads; head++) {
      const yHead = yRow + <usize>head * headStride;
      memory.copy(yHead, x + <usize>head * bytes, bytes);
      clear(yHead + bytes, yHead + headStride);
    }
    round(yRow, <i32>((<usize>heads * headStride) >> 4), dtype);
    x += xStride;
  }
}
