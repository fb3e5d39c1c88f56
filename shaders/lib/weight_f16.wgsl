// A weight quad is w[n..n+3, k..k+3] in f16: two 16-byte loads, each two output columns of four terms.
struct WeightQuad {
  left: vec4u,
  right: vec4u,
}

fn widen_f16(pair: vec2u) -> vec4f {
  return f16_to_f32(vec4u(pair.x & 0xffffu, pair.x >> 16u, pair.y & 0xffffu, pair.y >> 16u));
}

fn widen_quad(q: WeightQuad) -> mat4x4f {
  return mat4x4f(widen_f16(q.left.xy), widen_f16(q.left.zw), widen_f16(q.right.xy), widen_f16(q.right.zw));
}

fn load_quad(group: u32, quad: u32, quads: u32) -> mat4x4f {
  return widen_quad(stored_quad(group, quad, quads));
}
