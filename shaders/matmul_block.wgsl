// The order of lib/matmul_tile.wgsl for software adapters, with lib/block_lanes.wgsl: a thread walks all chunks for ROWS rows by a pair of column
// quads and ends them itself. No partial sums; as many outputs to a thread as its rows allow, since there every load of a word is slow
// and registers are memory anyway.

// Adds a chunk's sum to those of the chunks before it; the first is taken as it is.
fn add_chunk(total: vec4f, lanes: mat4x4f, later: bool) -> vec4f {
  let sum = sum_columns(lanes);
  return select(sum, total + sum, later);
}

fn add_chunks(total: Sums, lanes: Rows, later: bool) -> Sums {
  var next = total;
  next.top[0] = add_chunk(total.top[0], lanes.row0, later);
  if (ROWS > 1u) {
    next.top[1] = add_chunk(total.top[1], lanes.row1, later);
  }
  if (ROWS > 2u) {
    next.top[2] = add_chunk(total.top[2], lanes.row2, later);
    next.top[3] = add_chunk(total.top[3], lanes.row3, later);
  }
  if (ROWS > 4u) {
    next.bottom[0] = add_chunk(total.bottom[0], lanes.row4, later);
    next.bottom[1] = add_chunk(total.bottom[1], lanes.row5, later);
    next.bottom[2] = add_chunk(total.bottom[2], lanes.row6, later);
    next.bottom[3] = add_chunk(total.bottom[3], lanes.row7, later);
  }
  return next;
}

fn multiply(pair: u32, top: u32, lane: u32) {
  let quads = params.quads;
  // What is past the end repeats the last one and is not written: threads may share their rows.
  let own_pair = min(pair, (quads - 1u) / 2u);
  let left = left_quad(own_pair);
  let right = min(right_quad(own_pair), quads - 1u);
  var left_sums = Sums();
  var right_sums = Sums();
  for (var chunk = 0u; chunk < params.chunks; chunk++) {
    var left_lanes = Rows();
    var right_lanes = Rows();
    let stop = bounds[chunk + 1u];
    for (var group = bounds[chunk]; group < stop; group += DEPTH) {
      let rows = bring_rows(top, group, lane);
      left_lanes = add_rows(left_lanes, load_deep(group, left, quads), rows);
      right_lanes = add_rows(right_lanes, load_deep(group, right, quads), rows);
    }
    left_sums = add_chunks(left_sums, left_lanes, chunk > 0u);
    right_sums = add_chunks(right_sums, right_lanes, chunk > 0u);
  }
  if (2u * pair < quads) {
    finish_rows(top, pair, left_sums, right_sums);
  }
}
