/** What is told of rows of logits: digest (NUMERICS §7), highest logits, and the sum that a log-sum-exp is the logarithm of. */
import { expPair } from './exp';
import { firstLanes, halvingTree } from './lanes';
import { exp, expQuad, isPortable, productOf } from './math';

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
      const top = logitOf(logits, i32.load(records, TOKENS));
      f64.store(records, isPortable() ? <f64>sliceSums(logits, count, top) : expSum(logits, count, top), SUM);
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

/** Lane by lane the sum of a mix of token, bits and lane, modulo 2^32: of four tokens at a time, since sums of integers have no order. */
function digest(logits: usize, count: i32, to: usize): void {
  let sum0 = i32x4.splat(0), sum1 = i32x4.splat(0), sum2 = i32x4.splat(0), sum3 = i32x4.splat(0);
  let places = i32x4.mul(i32x4(0, 1, 2, 3), constant(PLACE));
  let token = 0;
  for (; token + 4 <= count; token += 4) {
    const bits = mixedBits(v128.load(logits + (<usize>token << 2)));
    sum0 = i32x4.add(sum0, finished(v128.xor(bits, i32x4.add(places, constant(SEEDS)))));
    sum1 = i32x4.add(sum1, finished(v128.xor(bits, i32x4.add(places, constant(SEEDS + 4)))));
    sum2 = i32x4.add(sum2, finished(v128.xor(bits, i32x4.add(places, constant(SEEDS + 8)))));
    sum3 = i32x4.add(sum3, finished(v128.xor(bits, i32x4.add(places, constant(SEEDS + 12)))));
    places = i32x4.add(places, constant(FOUR_PLACES));
  }
  const seeds = v128.load(CONSTANTS + SEEDS);
  let sums = lanesOf(sum0, sum1, sum2, sum3);
  for (; token < count; token++) {
    const bits = mixedBits(v128.load32_splat(logits + (<usize>token << 2)));
    sums = i32x4.add(sums, finished(v128.xor(bits, i32x4.add(i32x4.mul(i32x4.splat(token), constant(PLACE)), seeds))));
  }
  v128.store(to, sums);
}

/** Constants lie in memory, from where one instruction fills all lanes. */
const CONSTANTS = memory.data<u32>([
  0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344,
  0x9e3779b1, 0x78dde6c4, 0xcc9e2d51, 0x1b873593, 0x85ebca6b, 0xc2b2ae35,
]);
/** Of the lanes of a digest, four. */
const SEEDS: usize = 0;
const PLACE: usize = 16;
const FOUR_PLACES: usize = 20;
const FIRST_OF_BITS: usize = 24;
const LAST_OF_BITS: usize = 28;
const FIRST_FACTOR: usize = 32;
const LAST_FACTOR: usize = 36;

// @ts-ignore: decorator
@inline
function constant(offset: usize): v128 {
  return v128.load32_splat(CONSTANTS + offset);
}

/** The half of the mix that all lanes of a digest share. */
// @ts-ignore: decorator
@inline
function mixedBits(bits: v128): v128 {
  const multiplied = i32x4.mul(bits, constant(FIRST_OF_BITS));
  return i32x4.mul(v128.or(i32x4.shl(multiplied, 15), i32x4.shr_u(multiplied, 17)), constant(LAST_OF_BITS));
}

/** Spreads every bit over the word. */
// @ts-ignore: decorator
@inline
function finished(h: v128): v128 {
  const first = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 16)), constant(FIRST_FACTOR));
  const second = i32x4.mul(v128.xor(first, i32x4.shr_u(first, 13)), constant(LAST_FACTOR));
  return v128.xor(second, i32x4.shr_u(second, 16));
}

/** Lane c of the result is the sum of the lanes of sum c. */
// @ts-ignore: decorator
@inline
function lanesOf(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 2, 4, 6), v128.shuffle<i32>(a, b, 1, 3, 5, 7));
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 2, 4, 6), v128.shuffle<i32>(c, d, 1, 3, 5, 7));
  return i32x4.add(v128.shuffle<i32>(ab, cd, 0, 2, 4, 6), v128.shuffle<i32>(ab, cd, 1, 3, 5, 7));
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

/** Tokens of a slice, and the lanes that share them (src/numerics/portable/log-sum-exp.ts). */
const SLICE: i32 = 1024;
const LANE_BYTES: usize = 512;
const LANES = memory.data(512);

/** The same sum in portable arithmetic: of slices, each relative to its own highest logit, in index order. */
function sliceSums(logits: usize, count: i32, highest: f32): f32 {
  let sum: f32 = 0;
  for (let first = 0; first < count; first += SLICE) {
    const slice = logits + (<usize>first << 2);
    const size = min(SLICE, count - first);
    let own = f32.load(slice);
    for (let i = 1; i < size; i++) own = max(own, f32.load(slice + (<usize>i << 2)));
    sum += productOf(sliceSum(slice, size, own), own == highest ? 1 : exp(own - highest));
  }
  return sum;
}

/** Lane j adds tokens j (mod lanes), lanes meet in a halving tree. */
function sliceSum(logits: usize, count: i32, highest: f32): f32 {
  const highests = f32x4.splat(highest);
  memory.fill(LANES, 0, LANE_BYTES);
  for (let i = 0; i < count; i += 4) {
    const at = LANES + ((<usize>i << 2) & (LANE_BYTES - 1));
    const values = expQuad(f32x4.sub(v128.load(logits + (<usize>i << 2)), highests));
    v128.store(at, f32x4.add(v128.load(at), count - i < 4 ? firstLanes(values, count - i) : values));
  }
  for (let stride = LANE_BYTES >> 1; stride >= 16; stride >>= 1) {
    for (let at = LANES; at < LANES + stride; at += 16) v128.store(at, f32x4.add(v128.load(at), v128.load(at + stride)));
  }
  return halvingTree(v128.load(LANES));
}
