// Arithmetic that every adapter has which rounds sums and products of f32 to nearest even: nothing else is used here but integers. The same in
// TypeScript: src/numerics/portable/portable-math.ts; both take their constants from constants.ts beside it. The other prelude with these
// names: math_native.wgsl. This text is for vectors; kernels/math.ts makes the one for scalars of it, whose names end in 1.
//
// An operand is 0 or at least 2^-51 in magnitude (kept4: weights as they are read, activations as they are stored, weights of keys as they are
// made). So the product of two is 0 or at least 2^-102, a multiple of 2^-125, and so is every sum of such: nothing is ever subnormal, and
// whether an adapter flushes is never seen.
//
// Sums and products of values are left as they are written, but not where a literal or the same value stands in two of them: measured are
// (a + b) + 1.0 computed as (a + 1.0) + b and (a + b) - a as b (Mesa), (a - b) + b as a, a * b + a * c as a * (b + c) and (a + 1.25) + 3.7 with
// the literals added first (Mesa and SwiftShader). There the inner one is kept apart too: apart4 is good for sums as well.

// What no compiler can join with what follows, since which bits these are it cannot know: a product that a sum follows, and a sum that a constant
// is added to or taken from, which Mesa would move inwards.
fn apart4(x: vec4f) -> vec4f {
  return bitcast<vec4f>(bitcast<vec4u>(x) ^ vec4u(no_bits));
}

// Of operands.
fn mul_add4(a: vec4f, b: vec4f, c: vec4f) -> vec4f {
  return apart4(a * b) + c;
}

// Of any values; what is below 2^-102 counts as zero. NaN stays.
fn times4(a: vec4f, b: vec4f) -> vec4f {
  let bits = bitcast<vec4u>(a * b);
  return bitcast<vec4f>(select(bits ^ vec4u(no_bits), vec4u(0u), (bits & vec4u(0x7fffffffu)) < vec4u(LEAST_PRODUCT_BITS)));
}

// Of any values, as times4.
fn times_add4(a: vec4f, b: vec4f, c: vec4f) -> vec4f {
  return times4(a, b) + c;
}

// Makes an operand of a value.
fn kept4(x: vec4f) -> vec4f {
  return select(x, vec4f(0.0), abs(x) < vec4f(LEAST));
}

// The same of a value's upper 16 bits.
fn kept_top4(top: vec4u) -> vec4u {
  return select(top, vec4u(0u), (top & vec4u(0x7fffu)) < vec4u(LEAST_BITS >> 16u));
}

// e^x = 2^k e^r, |r| <= ln(2) / 2. Zero below 2^-51, infinity past 88. NaN gives NaN, here and below. Adding TO_WHOLE rounds to a whole number,
// whose last bits are then 127 + k, the exponent of 2^k: times 2^23, since a software adapter shifts four lanes one by one. Products with k and 2^k
// are exact, whatever they are fused with.
fn exp4(x: vec4f) -> vec4f {
  let turns = apart4(apart4(x * LOG2_E) + TO_WHOLE);
  let k = turns - TO_WHOLE;
  let r = (x - apart4(k * EXP_LN2_HIGH)) - k * EXP_LN2_LOW;
  var p = vec4f(EXP_4);
  p = apart4(p * r) + EXP_3;
  p = apart4(p * r) + EXP_2;
  p = apart4(p * r) + EXP_1;
  p = apart4(p * r) + EXP_0;
  let y = apart4(apart4(p * apart4(r * r)) + r) + 1.0;
  let found = bitcast<vec4u>(y * bitcast<vec4f>(bitcast<vec4u>(turns) * 8388608u));
  let lowest = select(found, vec4u(0u), x < vec4f(EXP_LOWEST));
  return bitcast<vec4f>(select(lowest, vec4u(0x7f800000u), x > vec4f(EXP_HIGHEST)));
}

// 1 / x: a guess from x's bits within 6 %, a step of Newton's, and one that takes the error's square too. Zero from 2^100 on, infinity below 2^-126.
fn reciprocal4(x: vec4f) -> vec4f {
  let guess = bitcast<vec4f>(vec4u(RECIPROCAL_GUESS) - bitcast<vec4u>(x));
  let near = apart4(guess * (2.0 - apart4(x * guess)));
  let error = apart4(1.0 - apart4(x * near));
  let found = bitcast<vec4u>(near + apart4(near * (error + apart4(error * error))));
  let magnitude = abs(x);
  let small = select(found, vec4u(0u), magnitude >= vec4f(RECIPROCAL_HIGHEST));
  return bitcast<vec4f>(select(small, vec4u(0x7f800000u), magnitude < vec4f(LEAST_NORMAL)));
}

fn divide4(a: vec4f, b: vec4f) -> vec4f {
  return times4(a, reciprocal4(b));
}

// 1 / sqrt(x) of a normal x > 0: a guess from x's bits and three steps of Newton's.
fn root4(x: vec4f) -> vec4f {
  var r = bitcast<vec4f>(vec4u(ROOT_GUESS) - (bitcast<vec4u>(x) >> vec4u(1u)));
  r = r + apart4((0.5 * r) * (1.0 - apart4(apart4(x * r) * r)));
  r = r + apart4((0.5 * r) * (1.0 - apart4(apart4(x * r) * r)));
  r = r + apart4((0.5 * r) * (1.0 - apart4(apart4(x * r) * r)));
  return r;
}

// log(x) of a normal x > 0, rebased so that the fraction lies in [sqrt(1/2), sqrt(2)).
fn log4(x: vec4f) -> vec4f {
  let shifted = bitcast<vec4u>(x) - vec4u(0x3f3504f3u);
  let exponent = vec4f(bitcast<vec4i>(shifted) >> vec4u(23u));
  let f = apart4(bitcast<vec4f>((shifted & vec4u(0x7fffffu)) + vec4u(0x3f3504f3u)) - 1.0);
  var p = vec4f(LOG_8);
  p = apart4(p * f) + LOG_7;
  p = apart4(p * f) + LOG_6;
  p = apart4(p * f) + LOG_5;
  p = apart4(p * f) + LOG_4;
  p = apart4(p * f) + LOG_3;
  p = apart4(p * f) + LOG_2;
  p = apart4(p * f) + LOG_1;
  p = apart4(p * f) + LOG_0;
  let square = apart4(f * f);
  let tail = apart4(exponent * LN2_LOW) + (apart4(p * apart4(square * f)) - 0.5 * square);
  return apart4(exponent * LN2_HIGH) + (f + tail);
}
