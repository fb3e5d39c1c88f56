// Gumbel noise from a counter-based hash, so that a draw depends on (seed, request, position, token) and on nothing
// else. The same code in TypeScript: src/numerics/gumbel.ts. The hash's mixing function is lowbias32 by
// Chris Wellons (public domain, nullprogram.com, 2018); the logarithm's polynomial is that of Cephes' logf.

fn mix_bits(seed: u32) -> u32 {
  var h = seed;
  h = (h ^ (h >> 16u)) * 0x7feb352du;
  h = (h ^ (h >> 15u)) * 0x846ca68bu;
  return h ^ (h >> 16u);
}

// log(x) for normal x > 0.
fn log_positive(x: f32) -> f32 {
  let bits = bitcast<u32>(x);
  // Rebased so that the fraction lies in [sqrt(1/2), sqrt(2)).
  let shifted = bits - 0x3f3504f3u;
  let exponent = f32(bitcast<i32>(shifted) >> 23u);
  let f = apart1(bitcast<f32>((shifted & 0x7fffffu) + 0x3f3504f3u) - 1.0);
  var p = 7.0376836292e-2;
  p = mul_add1(p, f, -1.1514610310e-1);
  p = mul_add1(p, f, 1.1676998740e-1);
  p = mul_add1(p, f, -1.2420140846e-1);
  p = mul_add1(p, f, 1.4249322787e-1);
  p = mul_add1(p, f, -1.6668057665e-1);
  p = mul_add1(p, f, 2.0000714765e-1);
  p = mul_add1(p, f, -2.4999993993e-1);
  p = mul_add1(p, f, 3.3333331174e-1);
  let square = times1(f, f);
  let tail = mul_add1(exponent, -2.12194440e-4, mul_add1(-0.5, square, times1(p, times1(square, f))));
  return mul_add1(exponent, 0.693359375, f + tail);
}

// -log(-log u) with u of 23 bits plus a half: never 0, never 1.
fn gumbel(seed: u32, request: u32, position: u32, token: u32) -> f32 {
  let h = mix_bits(seed ^ mix_bits(request ^ mix_bits(position ^ mix_bits(token))));
  let u = (f32(h >> 9u) + 0.5) * 1.1920928955078125e-7;
  return -log_positive(-log_positive(u));
}
