// matmul_gemv.wgsl for GPUs: a thread has one of the four quarters of 16 lanes of one column quad. They meet in workgroup memory, where a
// thread to a pair of quads joins and ends them.

struct Params {
  rows: u32,   // 1
  groups: u32, // K / 4, rounded up
  quads: u32,  // N / 4, rounded up
}

override PAIRS: u32;
override QUADS: u32 = 2u * PAIRS;
override MET: u32 = 4u * QUADS; // a thread each

@group(0) @binding(0) var<storage, read> x: array<Act4>; // (groups)
@group(0) @binding(1) var<uniform> params: Params;

var<workgroup> met: array<mat4x4f, MET>; // (quarters, quads): left ones first

fn sum_quad(slot: u32) -> vec4f {
  return halve_quarters(met[slot], met[QUADS + slot], met[2u * QUADS + slot], met[3u * QUADS + slot]);
}

@compute @workgroup_size(MET)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  begin_math(params.rows);
  let quads = params.quads;
  let first_pair = workgroup.x * PAIRS;
  let slot = thread % QUADS;
  // What is past the end repeats the last one and is not written.
  let own_pair = min(first_pair + slot % PAIRS, (quads - 1u) / 2u);
  let quad = min(select(right_quad(own_pair), left_quad(own_pair), slot < PAIRS), quads - 1u);
  var quarter = mat4x4f();
  for (var group = thread / QUADS; group < params.groups; group += 4u) {
    quarter = accumulate(quarter, load_quad(group, quad, quads), widen4(x[group]));
  }
  met[thread] = quarter;
  workgroupBarrier();
  if (thread < PAIRS && 2u * (first_pair + thread) < quads) {
    finish(0u, first_pair + thread, sum_quad(thread), sum_quad(PAIRS + thread));
  }
  finish_workgroup(workgroup.xy, thread);
}
