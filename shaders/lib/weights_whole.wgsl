// A matrix of weights in one buffer.
@group(1) @binding(0) var<storage, read> weights: array<WeightUnit>;

fn stored_unit(at: u32) -> WeightUnit {
  return weights[at];
}
