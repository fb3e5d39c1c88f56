// A matrix of weights in one buffer.
@group(1) @binding(0) var<storage, read> weights: array<WeightQuad>; // (groups, quads)

fn stored_quad(group: u32, quad: u32, quads: u32) -> WeightQuad {
  return weights[group * quads + quad];
}
