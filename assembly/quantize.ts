/** Rows of activations as q8 (NUMERICS: q8 activations). */

const LEAST: f32 = 8.673617379884035e-19; // 2^-60

/**
 * The operation `quantize` (numerics/quantise-row.ts): rows as integers of 16 bits, -127 to 127, zeros up to whole blocks, and their scales. Where
 * `together` is 1 all rows have one scale.
 */
export function quantize(
  x: usize, xStride: usize, rows: i32, k4: i32,
  y: usize, yStride: usize, scales: usize, together: i32,
): void {
  let most: u32 = 0;
  for (let row = 0; row < rows; row++) {
    const own = largestBits(x + <usize>row * xStride, k4);
    most = max(most, own);
    f32.store(scales + (<usize>row << 2), scaleOf(own));
  }
  for (let row = 0; row < rows; row++) {
    if (together) f32.store(scales + (<usize>row << 2), scaleOf(most));
    const to = y + <usize>row * yStride;
    const scale = f32.load(scales + (<usize>row << 2));
    memory.fill(to, 0, <usize>((k4 + 7) >> 3) << 6);
    if (scale > 0) quantizeRow(x + <usize>row * xStride, k4, to, <f64>scale);
  }
}

/** Magnitudes order as their bits do. */
function largestBits(x: usize, k4: i32): u32 {
  let most = i32x4.splat(0);
  for (const stop = x + (<usize>k4 << 4); x < stop; x += 16) {
    most = i32x4.max_u(most, v128.and(v128.load(x), i32x4.splat(0x7fffffff)));
  }
  const a = max<u32>(i32x4.extract_lane(most, 0), i32x4.extract_lane(most, 1));
  const b = max<u32>(i32x4.extract_lane(most, 2), i32x4.extract_lane(most, 3));
  return max(a, b);
}

function scaleOf(largest: u32): f32 {
  if (largest >= 0x7f800000) return NaN;
  const magnitude = reinterpret<f32>(largest);
  return magnitude < LEAST ? 0 : magnitude / 127;
}

function quantizeRow(x: usize, k4: i32, y: usize, scale: f64): void {
  const scales = f64x2.splat(scale);
  for (const stop = x + (<usize>k4 << 4); x < stop; x += 16) {
    const values = v128.load(x);
    const upper = v128.shuffle<i32>(values, values, 2, 3, 2, 3);
    const first = f64x2.nearest(f64x2.div(f64x2.promote_low_f32x4(values), scales));
    const last = f64x2.nearest(f64x2.div(f64x2.promote_low_f32x4(upper), scales));
    const integers = v128.shuffle<i64>(i32x4.trunc_sat_f64x2_s_zero(first), i32x4.trunc_sat_f64x2_s_zero(last), 0, 2);
    v128.store64_lane(y, i16x8.narrow_i32x4_s(integers, integers), 0);
    y += 8;
  }
}
