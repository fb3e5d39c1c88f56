// x[row] = w[token], rounded to the activation dtype. The table w is packed like a head's weights, so that a
// tied checkpoint holds it once: token t is column t % 4 of quad t / 4.

struct Params {
  rows: u32,
  groups: u32, // hidden / 4, rounded up
  quads: u32,  // vocabulary / 4, rounded up
}

@group(0) @binding(0) var<storage, read> tokens: array<u32>;        // (rows)
@group(0) @binding(1) var<storage, read_write> x: array<Act4>;      // (rows, groups)
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let group = id.x;
  let row = id.y;
  if (group >= params.groups) {
    return;
  }
  let token = tokens[row];
  let quad = load_quad(group, token / 4u, params.quads);
  x[row * params.groups + group] = narrow4(quad[token % 4u]);
}
