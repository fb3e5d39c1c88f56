// One row times the weights with 16 lanes interleaved over k: the variant set's order for M = 1, where each column's sum is spread
// wide instead of long. A thread walks all of K for a pair of column quads; lanes 4q..4q+3 are quarter q.

struct Params {
  rows: u32,   // 1
  groups: u32, // K / 4, rounded up
  quads: u32,  // N / 4, rounded up
}

override THREADS: u32;

@group(0) @binding(0) var<storage, read> x: array<Act4>; // (groups)
@group(0) @binding(1) var<uniform> params: Params;

fn add_group(acc: mat4x4f, group: u32, quad: u32) -> mat4x4f {
  return accumulate(acc, load_quad(group, quad, params.quads), widen4(x[group]));
}

fn sum_quad(quad: u32) -> vec4f {
  var quarter0 = mat4x4f();
  var quarter1 = mat4x4f();
  var quarter2 = mat4x4f();
  var quarter3 = mat4x4f();
  var group = 0u;
  for (; group + 3u < params.groups; group += 4u) {
    quarter0 = add_group(quarter0, group, quad);
    quarter1 = add_group(quarter1, group + 1u, quad);
    quarter2 = add_group(quarter2, group + 2u, quad);
    quarter3 = add_group(quarter3, group + 3u, quad);
  }
  if (group < params.groups) {
    quarter0 = add_group(quarter0, group, quad);
  }
  if (group + 1u < params.groups) {
    quarter1 = add_group(quarter1, group + 1u, quad);
  }
  if (group + 2u < params.groups) {
    quarter2 = add_group(quarter2, group + 2u, quad);
  }
  return halve_quarters(quarter0, quarter1, quarter2, quarter3);
}

fn end_pair(pair: u32) {
  if (2u * pair >= params.quads) {
    return;
  }
  let left = sum_quad(left_quad(pair));
  // A quad past the end repeats the last one; no epilogue writes it.
  let right = sum_quad(min(right_quad(pair), params.quads - 1u));
  finish(0u, pair, left, right);
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  begin_math(params.rows);
  end_pair(workgroup.x * THREADS + thread);
  finish_workgroup(workgroup.xy, thread);
}
