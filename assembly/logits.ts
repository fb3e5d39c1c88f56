/** What is told of a row of logits: its digest (NUMERICS §7), and the sum that its log-sum-exp is the logarithm of. */
import { expPair } from './exp';

/** The four lanes of the digest go to `to`: lane by lane the sum of a mix of token, bits and lane, modulo 2^32. */
export function digest(logits: usize, count: i32, to: usize): void {
  const seeds = i32x4(0x243f6a88, <i32>0x85a308d3, 0x13198a2e, 0x03707344);
  const firstFactor = i32x4.splat(<i32>0x85ebca6b);
  const lastFactor = i32x4.splat(<i32>0xc2b2ae35);
  let sums = i32x4.splat(0);
  let place = 0;
  for (let token = 0; token < count; token++) {
    const mixed = rotl<i32>(i32.load(logits + (<usize>token << 2)) * <i32>0xcc9e2d51, 15) * 0x1b873593;
    let h = v128.xor(i32x4.splat(mixed), i32x4.add(i32x4.splat(place), seeds));
    h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 16)), firstFactor);
    h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 13)), lastFactor);
    sums = i32x4.add(sums, v128.xor(h, i32x4.shr_u(h, 16)));
    place += <i32>0x9e3779b1;
  }
  v128.store(to, sums);
}

/** The sum of exp(logit - highest) in f64, within 2^-40 of it; whatever where a logit is not finite. */
export function expSum(logits: usize, count: i32): f64 {
  let highest: f32 = f32.load(logits);
  for (let i = 1; i < count; i++) highest = max<f32>(highest, f32.load(logits + (<usize>i << 2)));
  const highests = f64x2.splat(<f64>highest);
  // Below it nothing is added that a sum of 1 or more has bits for.
  const lowest = f64x2.splat(-100);
  let sums = f64x2.splat(0);
  let i = 0;
  for (; i + 2 <= count; i += 2) {
    const x = f64x2.promote_low_f32x4(v128.load64_zero(logits + (<usize>i << 2)));
    sums = f64x2.add(sums, expPair(f64x2.pmax(f64x2.sub(x, highests), lowest)));
  }
  const sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  if (i == count) return sum;
  const last = f64x2.splat(max<f64>(<f64>f32.load(logits + (<usize>i << 2)) - <f64>highest, -100));
  return sum + f64x2.extract_lane(expPair(last), 0);
}
