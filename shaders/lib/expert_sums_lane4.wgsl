// Sums of four columns of a matrix with a row of x, chunk by chunk in the order of matmul_row.wgsl.
fn column_sums(first: u32, quad: u32) -> vec4f {
  var total = vec4f();
  for (var chunk = 0u; chunk < params.chunks; chunk++) {
    var acc = mat4x4f(vec4f(), vec4f(), vec4f(), vec4f());
    let stop = bounds[chunk + 1u];
    for (var group = bounds[chunk]; group < stop; group++) {
      acc = accumulate(acc, load_quad(group, quad, params.quads), widen4(x[first + group]));
    }
    let sum = sum_columns(acc);
    total = select(sum, total + sum, chunk > 0u);
  }
  return total;
}
