// For software adapters: a thread walks all of K for ROWS rows by a pair of column quads, any order. No barriers, no partial
// sums, an accumulator an output.

struct Params {
  rows: u32,
  groups: u32, // K / 4, rounded up
  quads: u32,  // N / 4, rounded up
}

override THREADS: u32;
override ROWS: u32; // 1, 2, 4 or 8

@group(0) @binding(0) var<storage, read> x: array<Act4>; // (rows, groups)
@group(0) @binding(1) var<uniform> params: Params;

// Four rows from `row`; those past ROWS are not computed, and those past the end repeat the last one.
fn add_rows(acc: mat4x4f, w: mat4x4f, rows: mat4x4f, row: u32) -> mat4x4f {
  if (ROWS <= row + 1u) {
    return mat4x4f(add_products(acc[0], w, rows[0]), acc[1], acc[2], acc[3]);
  }
  if (ROWS <= row + 2u) {
    return mat4x4f(add_products(acc[0], w, rows[0]), add_products(acc[1], w, rows[1]), acc[2], acc[3]);
  }
  return mat4x4f(
    add_products(acc[0], w, rows[0]),
    add_products(acc[1], w, rows[1]),
    add_products(acc[2], w, rows[2]),
    add_products(acc[3], w, rows[3]),
  );
}

fn rows_at(row: u32) -> vec4u {
  return min(vec4u(row, row + 1u, row + 2u, row + 3u), vec4u(params.rows - 1u)) * params.groups;
}

fn load_rows(at: vec4u, group: u32, row: u32) -> mat4x4f {
  if (ROWS <= row + 1u) {
    return mat4x4f(widen4(x[at.x + group]), vec4f(), vec4f(), vec4f());
  }
  if (ROWS <= row + 2u) {
    return mat4x4f(widen4(x[at.x + group]), widen4(x[at.y + group]), vec4f(), vec4f());
  }
  return mat4x4f(widen4(x[at.x + group]), widen4(x[at.y + group]), widen4(x[at.z + group]), widen4(x[at.w + group]));
}

fn finish_row(row: u32, pair: u32, left: vec4f, right: vec4f) {
  if (row < params.rows) {
    finish(row, pair, left, right);
  }
}

fn finish_rows(row: u32, offset: u32, pair: u32, left: mat4x4f, right: mat4x4f) {
  finish_row(row + offset, pair, left[0], right[0]);
  if (ROWS > offset + 1u) {
    finish_row(row + offset + 1u, pair, left[1], right[1]);
  }
  if (ROWS > offset + 2u) {
    finish_row(row + offset + 2u, pair, left[2], right[2]);
    finish_row(row + offset + 3u, pair, left[3], right[3]);
  }
}

fn end_pair(row: u32, pair: u32) {
  let quads = params.quads;
  if (2u * pair >= quads) {
    return;
  }
  let left = left_quad(pair);
  // A quad past the end repeats the last one; no epilogue writes it.
  let right = min(right_quad(pair), quads - 1u);
  let at_top = rows_at(row);
  let at_bottom = rows_at(row + 4u);
  var top_left = mat4x4f();
  var top_right = mat4x4f();
  var bottom_left = mat4x4f();
  var bottom_right = mat4x4f();
  for (var group = 0u; group < params.groups; group++) {
    let w_left = transpose(load_quad(group, left, quads));
    let w_right = transpose(load_quad(group, right, quads));
    let x_top = load_rows(at_top, group, 0u);
    top_left = add_rows(top_left, w_left, x_top, 0u);
    top_right = add_rows(top_right, w_right, x_top, 0u);
    if (ROWS > 4u) {
      let x_bottom = load_rows(at_bottom, group, 4u);
      bottom_left = add_rows(bottom_left, w_left, x_bottom, 4u);
      bottom_right = add_rows(bottom_right, w_right, x_bottom, 4u);
    }
  }
  finish_rows(row, 0u, pair, top_left, top_right);
  if (ROWS > 4u) {
    finish_rows(row, 4u, pair, bottom_left, bottom_right);
  }
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  end_pair(workgroup.y * ROWS, workgroup.x * THREADS + thread);
  finish_workgroup(workgroup.xy, thread);
}
