// add_norm.wgsl for GPUs, with lib/norm_row.wgsl: all threads of a workgroup bring a row's elements into its memory, a block of them at a time, all
// under way at once; there a thread to a lane adds the squares.

const BLOCK = 512u; // groups, whole rounds of the lanes

override THREADS: u32; // at least LANES

var<workgroup> block: array<vec4f, BLOCK>;
var<workgroup> lanes: array<f32, LANES>;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  begin_math(params.rows);
  let row = workgroup.x;
  let first = source_rows[row] * params.groups;
  var squares = 0.0;
  for (var start = 0u; start < params.groups; start += BLOCK) {
    let count = min(BLOCK, params.groups - start);
    for (var group = thread; group < count; group += THREADS) {
      block[group] = added(first + start + group);
    }
    workgroupBarrier();
    if (thread < LANES) {
      for (var group = thread / 4u; group < count; group += LANES / 4u) {
        let x = block[group][thread % 4u];
        squares = mul_add1(x, x, squares);
      }
    }
    workgroupBarrier();
  }
  if (thread < LANES) {
    lanes[thread] = squares;
  }
  workgroupBarrier();
  for (var stride = LANES / 2u; stride > 0u; stride /= 2u) {
    if (thread < stride) {
      lanes[thread] += lanes[thread + stride];
    }
    workgroupBarrier();
  }
  write_scaled(row, first, scale_of(lanes[0]), thread, THREADS);
}
