// The chunk sums of matmul_quantised.wgsl in the order of lib/chunk_tree.wgsl, all of them in one part.

alias ChunkSums = PairTotals;

fn add_sums(a: PairTotals, b: PairTotals) -> PairTotals {
  return PairTotals(a.left + b.left, a.right + b.right);
}

fn pair_sums(top: u32, left: u32, right: u32, part: u32, row_scales: vec4f) -> PairTotals {
  var held: Held;
  var total = PairTotals();
  for (var chunk = 0u; chunk < params.chunks; chunk++) {
    let sums = chunk_sums(top, chunk, left, right, row_scales);
    total = take_chunk(&held, chunk, chunk + 1u == params.chunks, sums);
  }
  return total;
}
