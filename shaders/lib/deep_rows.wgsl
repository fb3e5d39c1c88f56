// What matmuls share whose threads hold up to eight rows by a pair of column quads and add DEPTH groups of terms at a time. A software
// adapter keeps every value that a loop carries in memory and masks it at each round: the more groups a round takes, the less of its
// time goes there. They declare x, params and multiply, which the entry point (lib/rows_direct.wgsl, lib/rows_shared.wgsl) gives a pair,
// the first of its rows and the thread's place in its subgroup; that file ends the rows too (finish_rows). DEPTH divides their runs of groups.

override ROWS: u32;  // 1, 2, 4 or 8
override DEPTH: u32; // 1, 2 or 4
override THREADS: u32;

// A matrix for each row: of x its DEPTH groups, or what is summed up.
struct Rows {
  row0: mat4x4f,
  row1: mat4x4f,
  row2: mat4x4f,
  row3: mat4x4f,
  row4: mat4x4f,
  row5: mat4x4f,
  row6: mat4x4f,
  row7: mat4x4f,
}

// DEPTH groups of a row of x; rows past the end repeat the last one.
fn deep_row(row: u32, group: u32) -> mat4x4f {
  let at = min(row, params.rows - 1u) * params.groups + group;
  if (DEPTH == 1u) {
    return mat4x4f(widen4(x[at]), vec4f(), vec4f(), vec4f());
  }
  if (DEPTH == 2u) {
    return mat4x4f(widen4(x[at]), widen4(x[at + 1u]), vec4f(), vec4f());
  }
  return mat4x4f(widen4(x[at]), widen4(x[at + 1u]), widen4(x[at + 2u]), widen4(x[at + 3u]));
}

// DEPTH groups of a column quad.
struct DeepQuad {
  w0: mat4x4f,
  w1: mat4x4f,
  w2: mat4x4f,
  w3: mat4x4f,
}

// They lie in one block, since `group` is a multiple of DEPTH: its scales are read once.
fn load_deep(group: u32, quad: u32, quads: u32) -> DeepQuad {
  let scales = held_scales(group, quad, quads);
  var deep = DeepQuad();
  deep.w0 = scaled_quad(group, quad, quads, scales);
  if (DEPTH > 1u) {
    deep.w1 = scaled_quad(group + 1u, quad, quads, scales);
  }
  if (DEPTH > 2u) {
    deep.w2 = scaled_quad(group + 2u, quad, quads, scales);
    deep.w3 = scaled_quad(group + 3u, quad, quads, scales);
  }
  return deep;
}

// The sums of a quad: a matrix for each four rows.
struct Sums {
  top: mat4x4f,
  bottom: mat4x4f,
}
