/** RMSNorm by lanes over the whole row and a halving tree. */
import { addProduct, firstLanes, halvingTree, writeLanes } from './lanes';
import { kept, product, root } from './math';
import { round } from './round';

/**
 * Of the first `terms` of each row. `scratch` has room for `lanes` f32; `share` is 1 / terms and `eps` the model's, both rounded to f32.
 * What follows a row's terms is neither counted nor written, so that x may be y, and rows the heads of one; where they are to be rounded,
 * they end in zeros up to a whole vector.
 */
export function norm(
  x: usize, xStride: usize, rows: i32, terms: i32,
  gain: usize, share: f32, eps: f32, lanes: i32, scratch: usize,
  y: usize, yStride: usize, dtype: i32,
): void {
  const whole = <usize>(terms >> 2) << 4;
  const left = terms & 3;
  for (let row = 0; row < rows; row++) {
    const meanSquare = squares(x, terms, lanes >> 2, scratch) * share + eps;
    const scale = f32x4.splat(root(meanSquare));
    for (let at: usize = 0; at < whole; at += 16) v128.store(y + at, scaled(x + at, scale, gain + at));
    if (left) writeLanes(y + whole, scaled(x + whole, scale, gain + whole), left);
    round(y, (terms + 3) >> 2, dtype);
    x += xStride;
    y += yStride;
  }
}

// @ts-ignore: decorator
@inline
function scaled(x: usize, scale: v128, gain: usize): v128 {
  return product(product(v128.load(x), scale), v128.load(gain));
}

function squares(x: usize, terms: i32, vectors: i32, scratch: usize): f32 {
  const whole = terms >> 2;
  const stop = x + (<usize>whole << 4);
  const step = <usize>vectors << 4;
  for (let v: usize = 0; v < step; v += 16) {
    let sum = f32x4.splat(0);
    for (let at = x + v; at < stop; at += step) {
      const xs = kept(v128.load(at));
      sum = addProduct(sum, xs, xs);
    }
    v128.store(scratch + v, sum);
  }
  if (terms & 3) {
    // The last terms of their lanes, without what follows them.
    const last = kept(firstLanes(v128.load(stop), terms & 3));
    const at = scratch + (<usize>(whole % vectors) << 4);
    v128.store(at, addProduct(v128.load(at), last, last));
  }
  for (let stride = step >> 1; stride >= 16; stride >>= 1) {
    for (let v: usize = 0; v < stride; v += 16) {
      v128.store(scratch + v, f32x4.add(v128.load(scratch + v), v128.load(scratch + v + stride)));
    }
  }
  return halvingTree(v128.load(scratch));
}
