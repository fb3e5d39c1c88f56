// Activations held as bf16, two to a word, low half first. Rounded to nearest even by integer code, so that
// neither the adapter's rounding mode nor a 16-bit float feature matters.
alias Act4 = vec2u;

fn widen4(a: Act4) -> vec4f {
  return bitcast<vec4f>(vec4u(a.x << 16u, a.x & 0xffff0000u, a.y << 16u, a.y & 0xffff0000u));
}

fn narrow4(v: vec4f) -> Act4 {
  let u = bitcast<vec4u>(v);
  let rounded = (u + vec4u(0x7fffu) + ((u >> vec4u(16u)) & vec4u(1u))) >> vec4u(16u);
  let quiet = (u >> vec4u(16u)) | vec4u(0x40u);
  let is_nan = (u & vec4u(0x7fffffffu)) > vec4u(0x7f800000u);
  let h = kept_top4(select(rounded, quiet, is_nan));
  return vec2u(h.x | (h.y << 16u), h.z | (h.w << 16u));
}
