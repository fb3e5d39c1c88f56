// Formats of which a quad is a unit by itself: (groups, quads).
alias WeightUnit = WeightQuad;

fn stored_quad(group: u32, quad: u32, quads: u32) -> WeightQuad {
  return stored_unit(group * quads + quad);
}
