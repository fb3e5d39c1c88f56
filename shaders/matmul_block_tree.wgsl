// The order of chunk_tree.wgsl for software adapters, with lib/block_lanes.wgsl: matmul_block.wgsl but for how chunk sums are added.

struct ChunkSums {
  left: Sums,
  right: Sums,
}

fn chunk_sums(lanes: Rows) -> Sums {
  var sums = Sums();
  sums.top[0] = sum_columns(lanes.row0);
  if (ROWS > 1u) {
    sums.top[1] = sum_columns(lanes.row1);
  }
  if (ROWS > 2u) {
    sums.top[2] = sum_columns(lanes.row2);
    sums.top[3] = sum_columns(lanes.row3);
  }
  if (ROWS > 4u) {
    sums.bottom[0] = sum_columns(lanes.row4);
    sums.bottom[1] = sum_columns(lanes.row5);
    sums.bottom[2] = sum_columns(lanes.row6);
    sums.bottom[3] = sum_columns(lanes.row7);
  }
  return sums;
}

fn add_sums(a: ChunkSums, b: ChunkSums) -> ChunkSums {
  var sum = a;
  sum.left.top += b.left.top;
  sum.right.top += b.right.top;
  if (ROWS > 4u) {
    sum.left.bottom += b.left.bottom;
    sum.right.bottom += b.right.bottom;
  }
  return sum;
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
    let own = ChunkSums(chunk_sums(left_lanes), chunk_sums(right_lanes));
    sums = take_chunk(&held, chunk, chunk + 1u == params.chunks, own);
  }
  if (2u * pair < quads) {
    finish_rows(top, pair, sums.left, sums.right);
  }
}
