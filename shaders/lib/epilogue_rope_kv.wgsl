// The epilogue of q, k and v whose heads are turned as they are, with lib/rope_pairs.wgsl.

fn finish(row: u32, pair: u32, left: vec4f, right: vec4f) {
  turn(row, pair, with_bias(left_quad(pair), left), with_bias(right_quad(pair), right));
}
