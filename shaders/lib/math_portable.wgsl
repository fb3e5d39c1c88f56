// Arithmetic that every adapter has which rounds sums and products of f32 to nearest even: nothing else is used here but integers. The same in
// TypeScript: src/numerics/portable/portable-math.ts; both take their constants from constants.ts beside it. The other prelude with these
// names: math_native.wgsl. This text is for vectors; kernels/math.ts makes the one for scalars of it, whose names end in 1.
//
// An operand is 0 or at least 2^-51 in magnitude (kept4: weights as they are read, activations as they are stored, weights of keys as they are
// made). So the product of two is 0 or at least 2^-102, a multiple of 2^-125, and so is every sum of such: nothing is ever subnormal, and
// whether an adapter flushes is never seen.

// A product that a sum can be fused with no more: which bits these are, no compiler can know.
fn apart4(product: vec4f) -> vec4f {
  return bitcast<vec4f>(bitcast<vec4u>(product) ^ vec4u(no_bits));
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

// e^x = 2^k e^r, |r| <= ln(2) / 2. Zero below 2^-51, infinity past f32. NaN gives NaN, here and below, always with the same bits.
fn exp4(x: vec4f) -> vec4f {
  let inside = clamp(x, vec4f(EXP_LOWEST), vec4f(EXP_HIGHEST));
  let turns = apart4(inside * LOG2_E);
  let k = vec4i(turns + select(vec4f(-0.5), vec4f(0.5), turns >= vec4f(0.0)));
  let whole = vec4f(k);
  let r = apart4(inside - whole * LN2_HIGH) - apart4(whole * LN2_LOW);
  var p = vec4f(EXP_5);
  p = apart4(p * r) + EXP_4;
  p = apart4(p * r) + EXP_3;
  p = apart4(p * r) + EXP_2;
  p = apart4(p * r) + EXP_1;
  p = apart4(p * r) + EXP_0;
  let y = (apart4(p * apart4(r * r)) + r) + 1.0;
  let bits = bitcast<vec4u>(y) + (bitcast<vec4u>(k) << vec4u(23u));
  let lowest = select(bits, vec4u(0u), x < vec4f(EXP_LOWEST));
  let highest = select(lowest, vec4u(0x7f800000u), x > vec4f(EXP_HIGHEST));
  return bitcast<vec4f>(select(highest, vec4u(0x7fc00000u), (bitcast<vec4u>(x) & vec4u(0x7fffffffu)) > vec4u(0x7f800000u)));
}

// 1 / x: a guess from the bits of x's fraction, three steps of Newton's, and x's exponent. Zero from 2^126 on, infinity for 0.
fn reciprocal4(x: vec4f) -> vec4f {
  let bits = bitcast<vec4u>(x);
  let exponent = (bits >> vec4u(23u)) & vec4u(0xffu);
  let fraction = bitcast<vec4f>((bits & vec4u(0x7fffffu)) | vec4u(0x3f800000u));
  var r = bitcast<vec4f>(vec4u(RECIPROCAL_GUESS) - bitcast<vec4u>(fraction));
  r = r + apart4(r * (1.0 - apart4(fraction * r)));
  r = r + apart4(r * (1.0 - apart4(fraction * r)));
  r = r + apart4(r * (1.0 - apart4(fraction * r)));
  let magnitude = bitcast<vec4u>(r) + (vec4u(127u) << vec4u(23u)) - (exponent << vec4u(23u));
  let small = select(magnitude, vec4u(0u), exponent > vec4u(252u));
  let large = select(small, vec4u(0x7f800000u), exponent == vec4u(0u));
  let known = select(large, vec4u(0x7fc00000u), (bits & vec4u(0x7fffffffu)) > vec4u(0x7f800000u));
  return bitcast<vec4f>(known | (bits & vec4u(0x80000000u)));
}

fn divide4(a: vec4f, b: vec4f) -> vec4f {
  return times4(a, reciprocal4(b));
}

// 1 / sqrt(x) of a normal x > 0: of x's fraction times 1 or 2 by three steps of Newton's, and half of its exponent.
fn root4(x: vec4f) -> vec4f {
  let bits = bitcast<vec4u>(x);
  let odd = ((bits >> vec4u(23u)) & vec4u(1u)) ^ vec4u(1u);
  let fraction = bitcast<vec4f>((bits & vec4u(0x7fffffu)) | ((vec4u(127u) + odd) << vec4u(23u)));
  var r = bitcast<vec4f>(vec4u(ROOT_GUESS) - (bitcast<vec4u>(fraction) >> vec4u(1u)));
  r = r + apart4((0.5 * r) * (1.0 - apart4(apart4(fraction * r) * r)));
  r = r + apart4((0.5 * r) * (1.0 - apart4(apart4(fraction * r) * r)));
  r = r + apart4((0.5 * r) * (1.0 - apart4(apart4(fraction * r) * r)));
  let halved = (bits >> vec4u(23u)) - odd + vec4u(127u);
  return bitcast<vec4f>(bitcast<vec4u>(r) + (vec4u(127u) << vec4u(23u)) - ((halved >> vec4u(1u)) << vec4u(23u)));
}

// log(x) of a normal x > 0, rebased so that the fraction lies in [sqrt(1/2), sqrt(2)).
fn log4(x: vec4f) -> vec4f {
  let shifted = bitcast<vec4u>(x) - vec4u(0x3f3504f3u);
  let exponent = vec4f(bitcast<vec4i>(shifted) >> vec4u(23u));
  let f = bitcast<vec4f>((shifted & vec4u(0x7fffffu)) + vec4u(0x3f3504f3u)) - 1.0;
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
