// What matmul_block.wgsl and matmul_block_tree.wgsl share, with lib/deep_rows.wgsl: what they read, and the lanes of their rows.

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
