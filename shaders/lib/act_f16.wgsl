// Activations held as f16, two to a word, low half first; needs f16_bits.wgsl and no shader-f16 feature.
alias Act4 = vec2u;

fn widen4(a: Act4) -> vec4f {
  return f16_to_f32(vec4u(a.x & 0xffffu, a.x >> 16u, a.y & 0xffffu, a.y >> 16u));
}

fn narrow4(v: vec4f) -> Act4 {
  let h = f32_to_f16(v);
  return vec2u(h.x | (h.y << 16u), h.z | (h.w << 16u));
}
