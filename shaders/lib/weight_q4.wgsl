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

// Four nibbles, each as the highest of an i32 with its sign turned round before, times 2^28: exact in f32; scales are that much smaller. A software
// adapter shifts four lanes one by one, but multiplies them together.
fn widen_nibbles(word: u32) -> vec4f {
  return vec4f(bitcast<vec4i>((vec4u(word) * vec4u(0x10000000u, 0x1000000u, 0x100000u, 0x10000u)) & vec4u(0xf0000000u)));
}

fn upper_nibbles(word: u32) -> vec4f {
  return vec4f(bitcast<vec4i>((vec4u(word) * vec4u(0x1000u, 0x100u, 0x10u, 1u)) & vec4u(0xf0000000u)));
}

fn small_scales(d: vec2u) -> vec4f {
  return f16_to_f32(vec4u(d.x & 0xffffu, d.x >> 16u, d.y & 0xffffu, d.y >> 16u)) * 3.7252902984619140625e-9;
}

fn widen_columns(nibbles: vec2u, d: vec4f) -> mat4x4f {
  // Eight less: the sign bit of four bits in two's complement.
  let q = nibbles ^ vec2u(0x88888888u);
  return mat4x4f(
    d.x * widen_nibbles(q.x),
    d.y * upper_nibbles(q.x),
    d.z * widen_nibbles(q.y),
    d.w * upper_nibbles(q.y),
  );
}

fn widen_quad(q: WeightQuad) -> mat4x4f {
  return widen_columns(q.nibbles, small_scales(q.scales));
}

fn load_quad(group: u32, quad: u32, quads: u32) -> mat4x4f {
  return widen_quad(stored_quad(group, quad, quads));
}

fn held_scales(group: u32, quad: u32, quads: u32) -> vec4f {
  return small_scales(stored_unit(((group / 8u) * 9u + 8u) * quads + quad));
}

fn scaled_quad(group: u32, quad: u32, quads: u32, scales: vec4f) -> mat4x4f {
  return widen_columns(stored_unit(((group / 8u) * 9u + group % 8u) * quads + quad), scales);
}
