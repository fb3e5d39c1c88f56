// Every epilogue says what becomes of a product's sums. It owns bind group 2 and gives matmul kernels, for each pair of column quads
// that a thread ends together, where the two lie (left_quad, right_quad, which may be past the end) and finish, which takes
// their sums of one row. There are (quads + 1) / 2 pairs; a kernel has `params.quads`. finish_workgroup is called by every thread of a
// workgroup once it has ended its own, for what takes the sums of several. This one writes the sums as they are.

@group(2) @binding(0) var<storage, read_write> sums: array<vec4f>; // (rows, quads)

fn left_quad(pair: u32) -> u32 {
  return 2u * pair;
}

fn right_quad(pair: u32) -> u32 {
  return 2u * pair + 1u;
}

fn finish(row: u32, pair: u32, left: vec4f, right: vec4f) {
  let at = row * params.quads + 2u * pair;
  sums[at] = left;
  if (2u * pair + 1u < params.quads) {
    sums[at + 1u] = right;
  }
}
