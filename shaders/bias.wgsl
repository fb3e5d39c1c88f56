// Adds up the partial sums of a product and then its biases, once, in the place of the first part: whoever reads them next
// finds one part. Padding has a bias of zero.

struct Params {
  rows: u32,
  groups: u32, // of a row: columns / 4, each piece padded
  parts: u32,
}

@group(0) @binding(0) var<storage, read> bias: array<vec4f>;              // (groups)
@group(0) @binding(1) var<storage, read_write> partials: array<vec4f>;    // (parts, rows, groups)
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  begin_math(params.rows);
  if (id.x >= params.groups) {
    return;
  }
  let at = id.y * params.groups + id.x;
  partials[at] = finished(at, params.rows * params.groups) + kept4(bias[id.x]);
}
