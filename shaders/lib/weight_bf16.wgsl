// A weight quad is w[n..n+3, k..k+3] in bf16: two 16-byte loads, each two output columns of four terms.
struct WeightQuad {
  left: vec4u,
  right: vec4u,
}

fn widen_bf16(pair: vec2u) -> vec4f {
  return weights4(bitcast<vec4f>(vec4u(pair.x * 65536u, pair.x & 0xffff0000u, pair.y * 65536u, pair.y & 0xffff0000u)));
}

fn widen_quad(q: WeightQuad) -> mat4x4f {
  return mat4x4f(widen_bf16(q.left.xy), widen_bf16(q.left.zw), widen_bf16(q.right.xy), widen_bf16(q.right.zw));
}

fn load_quad(group: u32, quad: u32, quads: u32) -> mat4x4f {
  return widen_quad(stored_quad(group, quad, quads));
}
