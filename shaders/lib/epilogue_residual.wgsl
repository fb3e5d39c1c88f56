// The epilogue of the o and down projections (lib/epilogue_sums.wgsl): residual += sums, rounded.

@group(2) @binding(0) var<storage, read_write> residual: array<Act4>; // (rows, quads)

fn left_quad(pair: u32) -> u32 {
  return 2u * pair;
}

fn right_quad(pair: u32) -> u32 {
  return 2u * pair + 1u;
}

fn finish(row: u32, pair: u32, left: vec4f, right: vec4f) {
  let at = row * params.quads + 2u * pair;
  residual[at] = narrow4(widen4(residual[at]) + left);
  if (2u * pair + 1u < params.quads) {
    residual[at + 1u] = narrow4(widen4(residual[at + 1u]) + right);
  }
}
