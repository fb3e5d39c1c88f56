// Sums of four columns of a matrix with a row of x, their chunks added in the order of lib/chunk_tree.wgsl.

alias ChunkSums = vec4f;

fn add_sums(a: vec4f, b: vec4f) -> vec4f {
  return a + b;
}

fn column_sums(first: u32, quad: u32) -> vec4f {
  var held: Held;
  var total = vec4f();
  for (var chunk = 0u; chunk < params.chunks; chunk++) {
    var acc = mat4x4f(vec4f(), vec4f(), vec4f(), vec4f());
    let stop = bounds[chunk + 1u];
    for (var group = bounds[chunk]; group < stop; group++) {
      acc = accumulate(acc, load_quad(group, quad, params.quads), widen4(x[first + group]));
    }
    total = take_chunk(&held, chunk, chunk + 1u == params.chunks, sum_columns(acc));
  }
  return total;
}
