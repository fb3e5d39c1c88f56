// For software adapters, with lib/deep_rows.wgsl: a thread walks all of K for ROWS rows by a pair of column quads, any order. No partial
// sums, an accumulator an output.

struct Params {
  rows: u32,
  groups: u32, // K / 4, rounded up
  quads: u32,  // N / 4, rounded up
}

@group(0) @binding(0) var<storage, read> x: array<Act4>; // (rows, groups)
@group(0) @binding(1) var<uniform> params: Params;

// By term: column j of a group's matrix is term j of four outputs. Never more than two groups here.
fn by_term(w: DeepQuad) -> DeepQuad {
  return DeepQuad(transpose(w.w0), transpose(w.w1), w.w2, w.w3);
}

fn add_deep(sum: vec4f, w: DeepQuad, x: mat4x4f) -> vec4f {
  let first = add_products(sum, w.w0, x[0]);
  if (DEPTH == 1u) {
    return first;
  }
  return add_products(first, w.w1, x[1]);
}

fn add_rows(sums: Sums, w: DeepQuad, x: Rows) -> Sums {
  var next = sums;
  next.top[0] = add_deep(sums.top[0], w, x.row0);
  if (ROWS > 1u) {
    next.top[1] = add_deep(sums.top[1], w, x.row1);
  }
  if (ROWS > 2u) {
    next.top[2] = add_deep(sums.top[2], w, x.row2);
    next.top[3] = add_deep(sums.top[3], w, x.row3);
  }
  if (ROWS > 4u) {
    next.bottom[0] = add_deep(sums.bottom[0], w, x.row4);
    next.bottom[1] = add_deep(sums.bottom[1], w, x.row5);
    next.bottom[2] = add_deep(sums.bottom[2], w, x.row6);
    next.bottom[3] = add_deep(sums.bottom[3], w, x.row7);
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
  for (var group = 0u; group < params.groups; group += DEPTH) {
    let rows = bring_rows(top, group, lane);
    left_sums = add_rows(left_sums, by_term(load_deep(group, left, quads)), rows);
    right_sums = add_rows(right_sums, by_term(load_deep(group, right, quads)), rows);
  }
  if (2u * pair < quads) {
    finish_rows(top, pair, left_sums, right_sums);
  }
}
