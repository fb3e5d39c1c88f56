// Weights in blocks of 32 along K, as GGUF's Q8_0 has them: w = d * q, a scale in f16 times an int8, exact in f32. Of four columns a block is
// 17 units of 8 bytes: two of each group, each two columns of four bytes, and one of the four scales. (blocks, units, quads). Needs f16_bits.wgsl.
alias WeightUnit = vec2u;

struct WeightQuad {
  left: vec2u,
  right: vec2u,
  scales: vec2u,
}

fn stored_quad(group: u32, quad: u32, quads: u32) -> WeightQuad {
  let block = (group / 8u) * 17u;
  let first = (block + 2u * (group % 8u)) * quads + quad;
  return WeightQuad(stored_unit(first), stored_unit(first + quads), stored_unit((block + 16u) * quads + quad));
}

fn widen_bytes(word: u32) -> vec4f {
  return vec4f(bitcast<vec4i>(vec4u(word) << vec4u(24u, 16u, 8u, 0u)) >> vec4u(24u));
}

fn widen_quad(q: WeightQuad) -> mat4x4f {
  let d = f16_to_f32(vec4u(q.scales.x & 0xffffu, q.scales.x >> 16u, q.scales.y & 0xffffu, q.scales.y >> 16u));
  return mat4x4f(
    d.x * widen_bytes(q.left.x),
    d.y * widen_bytes(q.left.y),
    d.z * widen_bytes(q.right.x),
    d.w * widen_bytes(q.right.y),
  );
}

fn load_quad(group: u32, quad: u32, quads: u32) -> mat4x4f {
  return widen_quad(stored_quad(group, quad, quads));
}
