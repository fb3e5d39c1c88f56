/** RMSNorm by lanes over the whole row and a halving tree. */
import { addProduct, halvingTree } from './lanes';
import { round } from './round';

/** `scratch` has room for `lanes` f32; `share` is 1 / terms and `eps` the model's, both rounded to f32. */
export function norm(
  x: usize, xStride: usize, rows: i32, k4: i32,
  gain: usize, share: f32, eps: f32, lanes: i32, scratch: usize,
  y: usize, yStride: usize, dtype: i32,
): void {
  for (let row = 0; row < rows; row++) {
    const meanSquare = squares(x, k4, lanes >> 2, scratch) * share + eps;
    const scale = f32x4.splat(<f32>(1.0 / sqrt<f64>(<f64>meanSquare)));
    for (let at: usize = 0; at < <usize>k4 << 4; at += 16) {
      v128.store(y + at, f32x4.mul(f32x4.mul(v128.load(x + at), scale), v128.load(gain + at)));
    }
    round(y, k4, dtype);
    x += xStride;
    y += yStride;
  }
}

function squares(x: usize, k4: i32, vectors: i32, scratch: usize): f32 {
  const stop = x + (<usize>k4 << 4);
  const step = <usize>vectors << 4;
  for (let v: usize = 0; v < step; v += 16) {
    let sum = f32x4.splat(0);
    for (let at = x + v; at < stop; at += step) {
      const xs = v128.load(at);
      sum = addProduct(sum, xs, xs);
    }
    v128.store(scratch + v, sum);
  }
  for (let stride = step >> 1; stride >= 16; stride >>= 1) {
    for (let v: usize = 0; v < stride; v += 16) {
      v128.store(scratch + v, f32x4.add(v128.load(scratch + v), v128.load(scratch + v + stride)));
    }
  }
  return halvingTree(v128.load(scratch));
}
