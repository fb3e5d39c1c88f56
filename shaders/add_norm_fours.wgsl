// add_norm.wgsl for software adapters and few rows, with lib/norm_row.wgsl: four threads to a row, of which each joins every fourth four of lanes
// by itself, so that they meet once.

const THREADS = 4u;

var<workgroup> met: array<vec4f, THREADS>;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  begin_math(params.rows);
  let row = workgroup.x;
  let first = source_rows[row] * params.groups;
  met[thread] = halve_fours(first, thread, THREADS, LANES / 4u / THREADS);
  workgroupBarrier();
  let scale = scale_of(halve_four((met[0] + met[2]) + (met[1] + met[3])));
  write_scaled(row, first, scale, thread, THREADS);
}
