// Rows that follow from their places: `source` is the tensor's key and, from word 1 on, the levels that a weight may have. Needs gumbel.wgsl
// for its hash. The same on the host: src/model/random-levels.ts.
fn stored_bits(row: u32, k: u32) -> u32 {
  return source[1u + (mix_bits(source[0] + (row * params.terms + k) * 0x9e3779b1u) >> 20u)];
}
