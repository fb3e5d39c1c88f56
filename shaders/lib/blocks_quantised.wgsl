// Quantises blocks of 32 weights as ggml's quantize_row_q8_0_ref and quantize_row_q4_0_ref do, to the bit: f32 arithmetic in integer code, since a
// device may divide approximately, flush subnormals and fuse a product with what is added to it. The same on the host: src/model/quantise.ts.
// Needs f16_bits.wgsl.

// m x 2^e; m is zero, or has 24 bits.
struct Real {
  m: u32,
  e: i32,
}

struct BlockScale {
  bits: u32, // f16
  negative: bool,
  reciprocal: Real, // of the f32 scale, which is not rounded to f16
}

fn real_of(bits: u32) -> Real {
  let exponent = (bits >> 23u) & 0xffu;
  let fraction = bits & 0x7fffffu;
  if (exponent != 0u) {
    return Real(fraction | 0x800000u, i32(exponent) - 150);
  }
  if (fraction == 0u) {
    return Real();
  }
  let up = 23u - firstLeadingBit(fraction);
  return Real(fraction << up, -149 - i32(up));
}

// q x 2^e to 24 bits, ties to even; q has more, and `rest` says whether anything lies below it.
fn rounded(q: u32, e: i32, rest: bool) -> Real {
  let drop = firstLeadingBit(q) - 23u;
  let below = q & ((1u << drop) - 1u);
  let half_unit = 1u << (drop - 1u);
  let m = q >> drop;
  let up = below > half_unit || (below == half_unit && (rest || (m & 1u) == 1u));
  let next = m + select(0u, 1u, up);
  if (next == 0x1000000u) {
    return Real(0x800000u, e + i32(drop) + 1);
  }
  return Real(next, e + i32(drop));
}

fn product(a: Real, b: Real) -> Real {
  if (a.m == 0u || b.m == 0u) {
    return Real();
  }
  let middle = (a.m >> 12u) * (b.m & 0xfffu) + (a.m & 0xfffu) * (b.m >> 12u);
  let low = (a.m & 0xfffu) * (b.m & 0xfffu) + ((middle & 0xfffu) << 12u);
  let high = (a.m >> 12u) * (b.m >> 12u) + (middle >> 12u) + (low >> 24u);
  return rounded((high << 8u) | ((low >> 16u) & 0xffu), a.e + b.e + 16, (low & 0xffffu) != 0u);
}

fn reciprocal(d: Real) -> Real {
  if (d.m == 0x800000u) {
    return Real(0x800000u, -46 - d.e);
  }
  // 2^48 / m, a byte of the quotient at a time.
  var rest = 0x1000000u - d.m;
  var quotient = 1u;
  for (var i = 0u; i < 3u; i++) {
    let next = rest << 8u;
    quotient = (quotient << 8u) | (next / d.m);
    rest = next % d.m;
  }
  return rounded(quotient, -48 - d.e, rest != 0u);
}

fn value_bits(row: u32, k: u32) -> u32 {
  return f32_bits(vec4u(term(row, k), 0u, 0u, 0u)).x;
}

fn block_scale(row: u32, block: u32) -> BlockScale {
  var most = 0u;
  var sign = 0u;
  for (var i = 0u; i < 32u; i++) {
    let bits = value_bits(row, block * 32u + i);
    if ((bits & 0x7fffffffu) > most) {
      most = bits & 0x7fffffffu;
      sign = bits & 0x80000000u;
    }
  }
  let largest = real_of(most);
  var d = Real(largest.m, largest.e - 3);
  // Over -8 the largest changes its sign.
  var d_sign = sign ^ 0x80000000u;
  if (BITS == 8u) {
    d_sign = 0u;
    if (largest.m != 0u) {
      let dividend = largest.m << 8u;
      d = rounded(dividend / 127u, largest.e - 8, dividend % 127u != 0u);
    }
  }
  // Below f32's normal numbers.
  if (d.m == 0u || d.e < -149) {
    return BlockScale(d_sign >> 16u, d_sign != 0u, Real());
  }
  let bits = f16_of_bits(vec4u(d_sign | (u32(d.e + 150) << 23u) | (d.m & 0x7fffffu))).x;
  if (most >= 0x7f800000u || (bits & 0x7c00u) == 0x7c00u) {
    atomicStore(&overflow, 1u);
  }
  return BlockScale(bits, d_sign != 0u, reciprocal(d));
}

// 8.5 in units of 2^-27.
const EIGHT_AND_HALF = 0x44000000u;

// The integer plus 8: the sum of p and 8.5 is rounded to f32 before its fraction is cut off.
fn nibble(p: Real, negative: bool) -> u32 {
  if (p.m == 0u) {
    return 8u;
  }
  var whole = 0u;
  var rest = true;
  let right = u32(max(-27 - p.e, 0));
  if (p.e >= -27) {
    whole = p.m << u32(p.e + 27);
    rest = false;
  } else if (right < 25u) {
    whole = p.m >> right;
    rest = (p.m & ((1u << right) - 1u)) != 0u;
  }
  let sum = select(EIGHT_AND_HALF + whole, EIGHT_AND_HALF - whole - select(0u, 1u, rest), negative);
  let total = rounded(sum, -27, rest);
  return min(15u, total.m >> u32(-total.e));
}

// Half away from zero.
fn byte(p: Real, negative: bool) -> u32 {
  let right = u32(max(-p.e, 0));
  if (p.m == 0u || right > 24u) {
    return 0u;
  }
  let magnitude = (p.m + (1u << (right - 1u))) >> right;
  return select(magnitude, 0u - magnitude, negative) & 0xffu;
}

fn block_integer(row: u32, k: u32, scale: BlockScale) -> u32 {
  let bits = value_bits(row, k);
  let p = product(real_of(bits), scale.reciprocal);
  let negative = ((bits >> 31u) == 1u) != scale.negative;
  if (BITS == 8u) {
    return byte(p, negative);
  }
  return nibble(p, negative);
}
