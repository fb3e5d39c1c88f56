// The 16-lane plan of one row of q8 activations, with lib/quantised_rows.wgsl: lane j has the blocks j, j + 16 and so on. A thread has one lane of a
// pair of column quads; they meet in workgroup memory, where a thread to a pair halves and ends them.

override PAIRS: u32;
override MET: u32 = 16u * PAIRS; // a thread each

struct PairLane {
  left: vec4f,
  right: vec4f,
}

var<workgroup> met: array<PairLane, MET>; // (lanes, pairs)

fn lane_sums(lane: u32, left: u32, right: u32, row_scales: vec4f) -> PairLane {
  var left_sums = mat4x4f();
  var right_sums = mat4x4f();
  for (var block = lane; block < params.blocks; block += 16u) {
    let dots = block_dots(0u, block, 0u, bounds[1], left, right);
    left_sums = add_block(left_sums, dots.left, quad_scales(block, left, params.quads), row_scales);
    right_sums = add_block(right_sums, dots.right, quad_scales(block, right, params.quads), row_scales);
  }
  return PairLane(left_sums[0], right_sums[0]);
}

@compute @workgroup_size(MET)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  begin_math(params.rows);
  let quads = params.quads;
  let pair = workgroup.x * PAIRS + thread % PAIRS;
  // What is past the end repeats the last one and is not written.
  let own_pair = min(pair, (quads - 1u) / 2u);
  let row_scales = row_scales_of(0u);
  let lane = thread / PAIRS;
  met[thread] = lane_sums(lane, left_quad(own_pair), min(right_quad(own_pair), quads - 1u), row_scales);
  workgroupBarrier();
  for (var stride = 8u * PAIRS; stride >= PAIRS; stride /= 2u) {
    if (thread < stride) {
      met[thread].left += met[thread + stride].left;
      met[thread].right += met[thread + stride].right;
    }
    workgroupBarrier();
  }
  if (thread < PAIRS && 2u * pair < quads) {
    finish(0u, pair, met[thread].left, met[thread].right);
  }
  finish_workgroup(workgroup.xy, thread);
}
