// add_norm.wgsl for software adapters and several rows, with lib/norm_row.wgsl: a thread to a row. Nothing meets in workgroup memory, which is
// zeroed for every workgroup, and nobody waits.

@compute @workgroup_size(4)
fn main(@builtin(global_invocation_id) id: vec3u) {
  begin_math(params.rows);
  let row = id.x;
  if (row >= params.rows) {
    return;
  }
  let first = source_rows[row] * params.groups;
  let scale = scale_of(halve_four(halve_fours(first, 0u, 1u, LANES / 4u)));
  write_scaled(row, first, scale, 0u, 1u);
}
