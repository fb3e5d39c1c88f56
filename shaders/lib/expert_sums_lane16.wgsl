// Sums of four columns of a matrix with a row of x in 16 lanes, the order of matmul_gemv.wgsl; the plan has one chunk.
fn add_group(acc: mat4x4f, first: u32, group: u32, quad: u32) -> mat4x4f {
  return accumulate(acc, load_quad(group, quad, params.quads), widen4(x[first + group]));
}

fn column_sums(first: u32, quad: u32) -> vec4f {
  var quarter0 = mat4x4f();
  var quarter1 = mat4x4f();
  var quarter2 = mat4x4f();
  var quarter3 = mat4x4f();
  let groups = bounds[params.chunks];
  var group = 0u;
  for (; group + 3u < groups; group += 4u) {
    quarter0 = add_group(quarter0, first, group, quad);
    quarter1 = add_group(quarter1, first, group + 1u, quad);
    quarter2 = add_group(quarter2, first, group + 2u, quad);
    quarter3 = add_group(quarter3, first, group + 3u, quad);
  }
  if (group < groups) {
    quarter0 = add_group(quarter0, first, group, quad);
  }
  if (group + 1u < groups) {
    quarter1 = add_group(quarter1, first, group + 1u, quad);
  }
  if (group + 2u < groups) {
    quarter2 = add_group(quarter2, first, group + 2u, quad);
  }
  return halve_quarters(quarter0, quarter1, quarter2, quarter3);
}
