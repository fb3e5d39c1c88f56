// A product's sum from its parts, each `step` further on than the one before, added in index order; of kernels that bind `partials` and
// have a `params.parts`.
fn finished(at: u32, step: u32) -> vec4f {
  var total = partials[at];
  for (var part = 1u; part < params.parts; part++) {
    total += partials[part * step + at];
  }
  return total;
}
