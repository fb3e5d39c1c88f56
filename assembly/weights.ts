/** Weights in quads, held as f32 or as bf16, the upper half of an f32: kernels take the form as a type, f32 or u16. */

/** Four bf16 as f32: the first four of eight. */
// @ts-ignore: decorator
@inline
function lowHalves(halves: v128): v128 {
  return v128.shuffle<u16>(i32x4.splat(0), halves, 0, 8, 1, 9, 2, 10, 3, 11);
}

/** The last four of eight. */
// @ts-ignore: decorator
@inline
function highHalves(halves: v128): v128 {
  return v128.shuffle<u16>(i32x4.splat(0), halves, 4, 12, 5, 13, 6, 14, 7, 15);
}

/** The vector `place` of those that start at `at`, as f32; places are constants, and even ones of bf16 share a load with the next. */
// @ts-ignore: decorator
@inline
export function weights<Form>(at: usize, place: usize): v128 {
  if (sizeof<Form>() == sizeof<f32>()) return v128.load(at + (place << 4));
  const pair = v128.load(at + ((place >> 1) << 4));
  return place & 1 ? highHalves(pair) : lowHalves(pair);
}

/** Bytes of so many vectors of four. */
// @ts-ignore: decorator
@inline
export function bytesOf<Form>(vectors: usize): usize {
  return vectors * (4 * sizeof<Form>());
}

/** `k4` quads of bf16 as f32. */
export function widen(w: usize, k4: i32, to: usize): void {
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
