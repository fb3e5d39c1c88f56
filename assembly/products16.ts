/** Matrix products in the order of the plan of sixteen lanes over all of K and a halving tree; products.ts says how operands lie. */
import { HALF, quadBytes, widenQuad } from './forms';
import { addProduct, halvingTree } from './lanes';
import { bytesOf, weights } from './weights';

/** Lane j sums k = j (mod 16). */
export function matmul16(
  x: usize, xStride: usize, rows: i32,
  w: usize, k4: i32, columns: i32,
  y: usize, yStride: usize,
  form: i32, wide: usize,
): void {
  for (let row = 0; row < rows; row++) {
    if (form > HALF) widenedRow(x, w, k4, columns, y, form, wide);
    else if (form) oneRow<u16>(x, w, k4, columns, y);
    else oneRow<f32>(x, w, k4, columns, y);
    x += xStride;
    y += yStride;
  }
}

/** Blocks are widened four columns at a time. */
function widenedRow(x: usize, w: usize, k4: i32, columns: i32, y: usize, form: i32, wide: usize): void {
  for (let column = 0; column < columns; column += 4) {
    widenQuad(w, k4, wide, form);
    oneRow<f32>(x, wide, k4, min(4, columns - column), y + (<usize>column << 2));
    w += quadBytes(k4, form);
  }
}

function oneRow<Form>(x: usize, w: usize, k4: i32, columns: i32, y: usize): void {
  for (let column = 0; column < columns; column += 2) {
    // Vectors before it: a block of four columns takes 4 k4.
    const first = <usize>(column >> 2) * (<usize>k4 << 2) + <usize>(column & 3);
    twoColumns<Form>(x, w + bytesOf<Form>(first), k4, y + (<usize>column << 2), column + 1 < columns);
  }
}

function twoColumns<Form>(x: usize, w: usize, k4: i32, y: usize, both: bool): void {
  let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0);
  let b0 = f32x4.splat(0), b1 = f32x4.splat(0), b2 = f32x4.splat(0), b3 = f32x4.splat(0);
  let xAt = x;
  let at = w;
  const stop = x + (<usize>(k4 & ~3) << 4);
  while (xAt < stop) {
    let xs = v128.load(xAt);
    a0 = addProduct(a0, weights<Form>(at, 0), xs);
    b0 = addProduct(b0, weights<Form>(at, 1), xs);
    xs = v128.load(xAt, 16);
    a1 = addProduct(a1, weights<Form>(at, 4), xs);
    b1 = addProduct(b1, weights<Form>(at, 5), xs);
    xs = v128.load(xAt, 32);
    a2 = addProduct(a2, weights<Form>(at, 8), xs);
    b2 = addProduct(b2, weights<Form>(at, 9), xs);
    xs = v128.load(xAt, 48);
    a3 = addProduct(a3, weights<Form>(at, 12), xs);
    b3 = addProduct(b3, weights<Form>(at, 13), xs);
    xAt += 64;
    at += bytesOf<Form>(16);
  }
  const rest = k4 & 3;
  if (rest > 0) {
    const xs = v128.load(xAt);
    a0 = addProduct(a0, weights<Form>(at, 0), xs);
    b0 = addProduct(b0, weights<Form>(at, 1), xs);
  }
  if (rest > 1) {
    const xs = v128.load(xAt, 16);
    a1 = addProduct(a1, weights<Form>(at, 4), xs);
    b1 = addProduct(b1, weights<Form>(at, 5), xs);
  }
  if (rest > 2) {
    const xs = v128.load(xAt, 32);
    a2 = addProduct(a2, weights<Form>(at, 8), xs);
    b2 = addProduct(b2, weights<Form>(at, 9), xs);
  }
  f32.store(y, halvingTree(f32x4.add(f32x4.add(a0, a2), f32x4.add(a1, a3))));
  if (both) f32.store(y, halvingTree(f32x4.add(f32x4.add(b0, b2), f32x4.add(b1, b3))), 4);
}
