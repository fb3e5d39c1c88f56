/** Rounding to the activation dtype, to nearest even: numerics/rounding.ts on four values at a time. Portable ones that are too small are then 0. */
import { isPortable, kept } from './math';

/** Activation dtypes as the host numbers them; f32 rounds nothing more. */
const F32: i32 = 0;
const BF16: i32 = 1;
/** Of what is not stored yet: stays as it is. */
const UNROUNDED: i32 = 3;

/** Rounds `quads` vectors in place. */
export function round(at: usize, quads: i32, dtype: i32): void {
  if (dtype == UNROUNDED || (dtype == F32 && !isPortable())) return;
  const stop = at + (<usize>quads << 4);
  if (dtype == F32) {
    for (; at < stop; at += 16) v128.store(at, kept(v128.load(at)));
  } else if (dtype == BF16) {
    for (; at < stop; at += 16) v128.store(at, kept(toBf16(v128.load(at))));
  } else {
    for (; at < stop; at += 16) v128.store(at, toF16(v128.load(at)));
  }
}

// @ts-ignore: decorator
@inline
function toBf16(x: v128): v128 {
  const odd = v128.and(i32x4.shr_u(x, 16), i32x4.splat(1));
  const rounded = i32x4.add(i32x4.add(x, i32x4.splat(0x7fff)), odd);
  const quiet = v128.or(x, i32x4.splat(0x400000));
  const bits = v128.bitselect(rounded, quiet, f32x4.eq(x, x));
  return v128.and(bits, i32x4.splat(<i32>0xffff0000));
}

// @ts-ignore: decorator
@inline
function toF16(x: v128): v128 {
  const sign = v128.and(x, i32x4.splat(<i32>0x80000000));
  const magnitude = v128.andnot(x, i32x4.splat(<i32>0x80000000));
  const odd = v128.and(i32x4.shr_u(magnitude, 13), i32x4.splat(1));
  const normal = v128.andnot(i32x4.add(i32x4.add(magnitude, i32x4.splat(0xfff)), odd), i32x4.splat(0x1fff));
  // Steps of 2^-24 are those of f32 between 0.5 and 1: adding and taking away 0.5 rounds to a subnormal f16.
  const half = f32x4.splat(0.5);
  const tiny = f32x4.sub(f32x4.add(magnitude, half), half);
  let bits = v128.bitselect(normal, tiny, i32x4.ge_s(magnitude, i32x4.splat(0x38800000)));
  bits = v128.bitselect(i32x4.splat(0x7f800000), bits, i32x4.ge_s(magnitude, i32x4.splat(0x477ff000)));
  bits = v128.bitselect(bits, i32x4.splat(0x7fc00000), f32x4.eq(x, x));
  return v128.or(sign, bits);
}
