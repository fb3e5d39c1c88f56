/** What is told of rows of logits: digest (NUMERICS §7), highest logits, and the sum that a log-sum-exp is the logarithm of. */
import { expPair } from './exp';

/** How many of the highest logits are told. */
const TOP: i32 = 8;
/** A row's record: the digest's four lanes, up to `TOP` tokens, how many, whether all logits are finite, and the sum as f64. */
const TOKENS: usize = 16;
const FOUND: usize = 48;
const FINITE: usize = 52;
const SUM: usize = 56;
const RECORD: usize = 64;

/** Records of rows of `count` logits. Highest logits and the sum are told only where all logits are finite. */
export function tell(logits: usize, stride: usize, rows: i32, count: i32, records: usize): void {
  for (let row = 0; row < rows; row++) {
    digest(logits, count, records);
    const finite = allFinite(logits, count);
    i32.store(records, finite ? 1 : 0, FINITE);
    if (finite) {
      i32.store(records, highest(logits, count, records + TOKENS), FOUND);
      f64.store(records, expSum(logits, count, logitOf(logits, i32.load(records, TOKENS))), SUM);
    }
    logits += stride;
    records += RECORD;
  }
}

// @ts-ignore: decorator
@inline
function logitOf(logits: usize, token: i32): f32 {
  return f32.load(logits + (<usize>token << 2));
}

/** Lane by lane the sum of a mix of token, bits and lane, modulo 2^32. */
function digest(logits: usize, count: i32, to: usize): void {
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

/** Exponents are looked at: what has all their bits is infinite or not a number. */
function allFinite(logits: usize, count: i32): bool {
  const exponent = i32x4.splat(0x7f800000);
  let strange = i32x4.splat(0);
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const bits = v128.load(logits + (<usize>i << 2));
    strange = v128.or(strange, i32x4.eq(v128.and(bits, exponent), exponent));
  }
  if (v128.any_true(strange)) return false;
  for (; i < count; i++) if ((i32.load(logits + (<usize>i << 2)) & 0x7f800000) == 0x7f800000) return false;
  return true;
}

/** Tokens of the highest logits, highest first, ties by lower token, to `tokens`; returns how many there are. */
function highest(logits: usize, count: i32, tokens: usize): i32 {
  let found = min(TOP, count);
  for (let token = 0; token < found; token++) insert(logits, token, tokens, token);
  let least = logitOf(logits, i32.load(tokens + (<usize>(found - 1) << 2)));
  for (let token = found; token < count; ) {
    const four = token + 4 <= count;
    // Seldom is one of four among the highest.
    if (four && !v128.any_true(f32x4.gt(v128.load(logits + (<usize>token << 2)), f32x4.splat(least)))) {
      token += 4;
      continue;
    }
    const end = four ? token + 4 : count;
    for (; token < end; token++) {
      if (logitOf(logits, token) <= least) continue;
      insert(logits, token, tokens, found - 1);
      least = logitOf(logits, i32.load(tokens + (<usize>(found - 1) << 2)));
    }
  }
  return found;
}

/** Puts a token in its place among the first `place`, of which those lower than it make way. */
function insert(logits: usize, token: i32, tokens: usize, place: i32): void {
  const logit = logitOf(logits, token);
  let at = tokens + (<usize>place << 2);
  for (; at > tokens && logit > logitOf(logits, i32.load(at - 4)); at -= 4) i32.store(at, i32.load(at - 4));
  i32.store(at, token);
}

/** The sum of exp(logit - highest) in f64, within 2^-40 of it. */
function expSum(logits: usize, count: i32, highest: f32): f64 {
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
  const last = f64x2.splat(max<f64>(<f64>logitOf(logits, i) - <f64>highest, -100));
  return sum + f64x2.extract_lane(expPair(last), 0);
}
