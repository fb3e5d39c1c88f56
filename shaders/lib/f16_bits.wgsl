// f16 bits to f32 and back in integer code: unpack2x16float and pack2x16float leave rounding and subnormals open.

fn f16_to_f32(h: vec4u) -> vec4f {
  // Multiplied instead of shifted: a software adapter shifts four lanes one by one.
  let sign = (h & vec4u(0x8000u)) * 65536u;
  let magnitude = h & vec4u(0x7fffu);
  let rebased = magnitude * 8192u + vec4u(112u << 23u);
  let normal = select(rebased, rebased + vec4u(112u << 23u), magnitude >= vec4u(0x7c00u));
  // A subnormal is fraction * 2^-24: both the conversion and the product are exact and the result is normal in f32.
  let subnormal = bitcast<vec4u>(vec4f(magnitude) * 5.9604644775390625e-8);
  return bitcast<vec4f>(sign | select(normal, subnormal, magnitude < vec4u(0x400u)));
}

fn f32_to_f16(v: vec4f) -> vec4u {
  return f16_of_bits(bitcast<vec4u>(v));
}

// The same of an f32's bits, which need never be a float.
fn f16_of_bits(u: vec4u) -> vec4u {
  let sign = (u >> vec4u(16u)) & vec4u(0x8000u);
  let magnitude = u & vec4u(0x7fffffffu);
  let exponent = magnitude >> vec4u(23u);
  let rebased = magnitude - vec4u(0x38000000u);
  let normal = (rebased + vec4u(0xfffu) + ((rebased >> vec4u(13u)) & vec4u(1u))) >> vec4u(13u);
  // Below 2^-14 the significand is shifted to units of 2^-24 and rounded there; below 2^-25 nothing is left.
  let shift = clamp(vec4u(126u) - exponent, vec4u(14u), vec4u(24u));
  let significand = (magnitude & vec4u(0x7fffffu)) | vec4u(0x800000u);
  let quotient = significand >> shift;
  let rest = significand - (quotient << shift);
  let half_unit = vec4u(1u) << (shift - vec4u(1u));
  let up = (rest > half_unit) | ((rest == half_unit) & ((quotient & vec4u(1u)) == vec4u(1u)));
  let subnormal = select(vec4u(), quotient + select(vec4u(), vec4u(1u), up), exponent >= vec4u(102u));
  var h = select(subnormal, normal, magnitude >= vec4u(0x38800000u));
  h = select(h, vec4u(0x7c00u), magnitude >= vec4u(0x477ff000u));
  h = select(h, vec4u(0x7e00u), magnitude > vec4u(0x7f800000u));
  return sign | h;
}
