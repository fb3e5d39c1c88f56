// The integers of a block behind weight_q4.wgsl: four signed bytes of each of a quad's columns, and the columns' scales.

// Nibbles apart, eight less each: with the bytes' highest bits set nothing is borrowed, and those are then the signs turned round.
fn spread_nibbles(halves: vec4u) -> vec4u {
  let pairs = (halves | (halves << vec4u(8u))) & vec4u(0x00ff00ffu);
  let apart = (pairs | (pairs << vec4u(4u))) & vec4u(0x0f0f0f0fu);
  return ((apart | vec4u(0x80808080u)) - vec4u(0x08080808u)) ^ vec4u(0x80808080u);
}

fn quad_bytes(group: u32, quad: u32, quads: u32) -> vec4u {
  let nibbles = stored_unit(((group / 8u) * 9u + group % 8u) * quads + quad);
  return spread_nibbles(vec4u(nibbles.x & 0xffffu, nibbles.x >> 16u, nibbles.y & 0xffffu, nibbles.y >> 16u));
}

const INTEGER_UNIT = 3.7252902984619140625e-9;

// The same as f32, over INTEGER_UNIT: times 2^28.
fn quad_integers(group: u32, quad: u32, quads: u32) -> mat4x4f {
  let q = stored_unit(((group / 8u) * 9u + group % 8u) * quads + quad) ^ vec2u(0x88888888u);
  return mat4x4f(widen_nibbles(q.x), upper_nibbles(q.x), widen_nibbles(q.y), upper_nibbles(q.y));
}

fn quad_scales(block: u32, quad: u32, quads: u32) -> vec4f {
  let scales = stored_unit((block * 9u + 8u) * quads + quad);
  return f16_to_f32(vec4u(scales.x & 0xffffu, scales.x >> 16u, scales.y & 0xffffu, scales.y >> 16u));
}
