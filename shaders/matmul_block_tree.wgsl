// The order of chunk_tree.wgsl for software adapters, with lib/block_lanes.wgsl and lib/block_sums_*.wgsl: matmul_block.wgsl but for how chunk sums are added.

// Of a pair of column quads.
struct ChunkSums {
  left: RowSums,
  right: RowSums,
}

fn add_sums(a: ChunkSums, b: ChunkSums) -> ChunkSums {
  return ChunkSums(add_rows_sums(a.left, b.left), add_rows_sums(a.right, b.right));
}

fn multiply(pair: u32, top: u32, lane: u32) {
  let quads = params.quads;
  // What is past the end repeats the last one and is not written: threads may share their rows.
  let own_pair = min(pair, (quads - 1u) / 2u);
  let left = left_quad(own_pair);
  let right = min(right_quad(own_pair), quads - 1u);
  var held: Held;
  var sums = ChunkSums();
  for (var chunk = 0u; chunk < params.chunks; chunk++) {
    var left_lanes = Rows();
    var right_lanes = Rows();
    let stop = bounds[chunk + 1u];
    for (var group = bounds[chunk]; group < stop; group += DEPTH) {
      let rows = bring_rows(top, group, lane);
      left_lanes = add_rows(left_lanes, load_deep(group, left, quads), rows);
      right_lanes = add_rows(right_lanes, load_deep(group, right, quads), rows);
    }
    let own = ChunkSums(rows_sums(left_lanes), rows_sums(right_lanes));
    sums = take_chunk(&held, chunk, chunk + 1u == params.chunks, own);
  }
  if (2u * pair < quads) {
    finish_rows(top, pair, all_sums(sums.left), all_sums(sums.right));
  }
}
