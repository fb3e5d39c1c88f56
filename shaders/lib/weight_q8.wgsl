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

// Each byte as the highest of an i32, times 2^24: exact in f32, and nothing is shifted back; scales are that much smaller. A software adapter
// shifts four lanes one by one, but multiplies them together.
fn widen_bytes(word: u32) -> vec4f {
  return vec4f(bitcast<vec4i>((vec4u(word) * vec4u(0x1000000u, 0x10000u, 0x100u, 1u)) & vec4u(0xff000000u)));
}

fn small_scales(d: vec2u) -> vec4f {
  return f16_to_f32(vec4u(d.x & 0xffffu, d.x >> 16u, d.y & 0xffffu, d.y >> 16u)) * 5.9604644775390625e-8;
}

fn widen_columns(left: vec2u, right: vec2u, d: vec4f) -> mat4x4f {
  return mat4x4f(
    d.x * widen_bytes(left.x),
    d.y * widen_bytes(left.y),
    d.z * widen_bytes(right.x),
    d.w * widen_bytes(right.y),
  );
}

fn widen_quad(q: WeightQuad) -> mat4x4f {
  return widen_columns(q.left, q.right, small_scales(q.scales));
}

fn load_quad(group: u32, quad: u32, quads: u32) -> mat4x4f {
  return widen_quad(stored_quad(group, quad, quads));
}

fn held_scales(group: u32, quad: u32, quads: u32) -> vec4f {
  return small_scales(stored_unit(((group / 8u) * 17u + 16u) * quads + quad));
}

fn scaled_quad(group: u32, quad: u32, quads: u32, scales: vec4f) -> mat4x4f {
  let first = ((group / 8u) * 17u + 2u * (group % 8u)) * quads + quad;
  return widen_columns(stored_unit(first), stored_unit(first + quads), scales);
}
