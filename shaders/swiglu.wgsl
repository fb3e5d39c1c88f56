@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  begin_math(params.rows);
  let group = id.x;
  let row = id.y;
  if (group >= params.groups) {
    return;
  }
  let gate = projected(row, 0u, group);
  y[row * params.groups + group] = narrow4(times4(activated(gate), projected(row, 1u, group)));
}
