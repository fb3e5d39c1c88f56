// The squares of four neighbouring lanes of the row whose elements lie from `first` on; follows norm_row.wgsl, for halving.wgsl.
fn lane_quad(first: u32, four: u32) -> vec4f {
  var squares = vec4f();
  for (var group = four; group < params.groups; group += LANES / 4u) {
    let x = added(first + group);
    squares = mul_add4(x, x, squares);
  }
  return squares;
}
