/** The fixed lane trees of NUMERICS §3 over four-lane vectors. */

/** One term more of four sums: the product is rounded, then the sum. */
// @ts-ignore: decorator
@inline
export function addProduct(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b));
}

/** (l0 + l1) + (l2 + l3) of four sums at once: lane c of the result is that of sum c. */
// @ts-ignore: decorator
@inline
export function adjacentTrees(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 2, 4, 6), v128.shuffle<f32>(a, b, 1, 3, 5, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 2, 4, 6), v128.shuffle<f32>(c, d, 1, 3, 5, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 2, 4, 6), v128.shuffle<f32>(ab, cd, 1, 3, 5, 7));
}

/** (l0 + l2) + (l1 + l3): what a halving tree comes to in its last vector. */
// @ts-ignore: decorator
@inline
export function halvingTree(lanes: v128): f32 {
  const upper = v128.shuffle<f32>(lanes, lanes, 2, 3, 2, 3);
  const two = f32x4.add(lanes, upper);
  return f32x4.extract_lane(two, 0) + f32x4.extract_lane(two, 1);
}

/** The first `count` lanes, one to three; zeros in the others. */
// @ts-ignore: decorator
@inline
export function firstLanes(lanes: v128, count: i32): v128 {
  const places = i32x4(0, 1, 2, 3);
  return v128.and(lanes, i32x4.lt_s(places, i32x4.splat(count)));
}

/** Writes the first `count` lanes, or all four. */
// @ts-ignore: decorator
@inline
export function writeLanes(to: usize, lanes: v128, count: i32): void {
  if (count >= 4) {
    v128.store(to, lanes);
    return;
  }
  f32.store(to, f32x4.extract_lane(lanes, 0));
  if (count > 1) f32.store(to, f32x4.extract_lane(lanes, 1), 4);
  if (count > 2) f32.store(to, f32x4.extract_lane(lanes, 2), 8);
}
