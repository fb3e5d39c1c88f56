// Of a model that multiplies each embedding: in f32, before it is rounded.
override SCALE: f32;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let group = id.x;
  let row = id.y;
  if (group >= params.groups) {
    return;
  }
  let token = token_of(row);
  let quad = load_quad(group, token / 4u, params.quads);
  x[row * params.groups + group] = narrow4(quad[token % 4u] * SCALE);
}
