// The chunk sums of matmul_quantised.wgsl in index order.

// The first of a part is taken as it is.
fn pair_sums(top: u32, left: u32, right: u32, part: u32, row_scales: vec4f) -> PairTotals {
  let first = part * params.chunks_per_part;
  let end = min(first + params.chunks_per_part, params.chunks);
  var total = chunk_sums(top, first, left, right, row_scales);
  for (var chunk = first + 1u; chunk < end; chunk++) {
    let sums = chunk_sums(top, chunk, left, right, row_scales);
    total.left += sums.left;
    total.right += sums.right;
  }
  return total;
}
