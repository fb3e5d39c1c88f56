// The integers of a block behind weight_q8.wgsl: four signed bytes of each of a quad's columns, and the columns' scales.

fn quad_bytes(group: u32, quad: u32, quads: u32) -> vec4u {
  let first = ((group / 8u) * 17u + 2u * (group % 8u)) * quads + quad;
  return vec4u(stored_unit(first), stored_unit(first + quads));
}

const INTEGER_UNIT = 5.9604644775390625e-8;

// The same as f32, over INTEGER_UNIT: times 2^24.
fn quad_integers(group: u32, quad: u32, quads: u32) -> mat4x4f {
  let w = quad_bytes(group, quad, quads);
  return mat4x4f(widen_bytes(w.x), widen_bytes(w.y), widen_bytes(w.z), widen_bytes(w.w));
}

fn quad_scales(block: u32, quad: u32, quads: u32) -> vec4f {
  let scales = stored_unit((block * 17u + 16u) * quads + quad);
  return f16_to_f32(vec4u(scales.x & 0xffffu, scales.x >> 16u, scales.y & 0xffffu, scales.y >> 16u));
}
