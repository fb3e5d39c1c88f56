// The order of lib/matmul_tile.wgsl for software adapters, with lib/deep_rows.wgsl: a thread walks all chunks for ROWS rows by a pair of column
// quads and ends them itself. No partial sums; as many outputs to a thread as its rows allow, since there every load of a word is slow
// and registers are memory anyway.

struct Params {
  rows: u32,
  groups: u32, // K / 4, rounded up
  quads: u32,  // N / 4, rounded up
  chunks: u32,
}

@group(0) @binding(0) var<storage, read> x: array<Act4>;     // (rows, groups)
@group(0) @binding(1) var<storage, read> bounds: array<u32>; // (chunks + 1), in groups
@group(0) @binding(2) var<uniform> params: Params;

// One row's lanes of a quad: DEPTH groups one after the other.
fn add_deep(lanes: mat4x4f, w: DeepQuad, x: mat4x4f) -> mat4x4f {
  let first = accumulate(lanes, w.w0, x[0]);
  if (DEPTH == 1u) {
    return first;
  }
  let second = accumulate(first, w.w1, x[1]);
  if (DEPTH == 2u) {
    return second;
  }
  return accumulate(accumulate(second, w.w2, x[2]), w.w3, x[3]);
}

fn add_rows(lanes: Rows, w: DeepQuad, x: Rows) -> Rows {
  var next = lanes;
  next.row0 = add_deep(lanes.row0, w, x.row0);
  if (ROWS > 1u) {
    next.row1 = add_deep(lanes.row1, w, x.row1);
  }
  if (ROWS > 2u) {
    next.row2 = add_deep(lanes.row2, w, x.row2);
    next.row3 = add_deep(lanes.row3, w, x.row3);
  }
  if (ROWS > 4u) {
    next.row4 = add_deep(lanes.row4, w, x.row4);
    next.row5 = add_deep(lanes.row5, w, x.row5);
    next.row6 = add_deep(lanes.row6, w, x.row6);
    next.row7 = add_deep(lanes.row7, w, x.row7);
  }
  return next;
}

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
