// Of a model that multiplies each embedding: in f32, before it is rounded.
override SCALE: f32;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  begin_math(params.rows);
  let group = id.x;
  let row = id.y;
  if (group >= params.groups) {
    return;
  }
  x[row * params.groups + group] = narrow4(times4(embedding(row, group), vec4f(SCALE)));
}
