// Weights in blocks of 32 along K, as GGUF's Q4_0 has them: w = d * (q - 8), a scale in f16 times an integer, exact in f32. Of four columns a block
// is 9 units of 8 bytes: one of each group, four nibbles a column, the first term the lowest, and one of the four scales. (blocks, units, quads).
// Needs f16_bits.wgsl.
alias WeightUnit = vec2u;

struct WeightQuad {
  nibbles: vec2u,
  scales: vec2u,
}

fn stored_quad(group: u32, quad: u32, quads: u32) -> WeightQuad {
  let block = (group / 8u) * 9u;
  return WeightQuad(stored_unit((block + group % 8u) * quads + quad), stored_unit((block + 8u) * quads + quad));
}

fn widen_nibbles(word: u32) -> vec4f {
  return vec4f(vec4i((vec4u(word) >> vec4u(0u, 4u, 8u, 12u)) & vec4u(15u)) - vec4i(8));
}

fn widen_quad(q: WeightQuad) -> mat4x4f {
  let d = f16_to_f32(vec4u(q.scales.x & 0xffffu, q.scales.x >> 16u, q.scales.y & 0xffffu, q.scales.y >> 16u));
  return mat4x4f(
    d.x * widen_nibbles(q.nibbles.x),
    d.y * widen_nibbles(q.nibbles.x >> 16u),
    d.z * widen_nibbles(q.nibbles.y),
    d.w * widen_nibbles(q.nibbles.y >> 16u),
  );
}

fn load_quad(group: u32, quad: u32, quads: u32) -> mat4x4f {
  return widen_quad(stored_quad(group, quad, quads));
}
