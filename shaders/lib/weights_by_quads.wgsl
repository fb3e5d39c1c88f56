// Formats of which a quad is a unit by itself: (groups, quads).
alias WeightUnit = WeightQuad;

fn stored_quad(group: u32, quad: u32, quads: u32) -> WeightQuad {
  return stored_unit(group * quads + quad);
}

// No scales: what blocks of 32 terms have for their groups (weight_q8.wgsl), and a quad that is told them.
fn held_scales(group: u32, quad: u32, quads: u32) -> vec4f {
  return vec4f();
}

fn scaled_quad(group: u32, quad: u32, quads: u32, scales: vec4f) -> mat4x4f {
  return load_quad(group, quad, quads);
}
