// Adds up the partial sums of a product and multiplies them, in the place of the first part. The addition to the residual stream is another
// dispatch's, so that no compiler makes one operation of the two.

struct Params {
  rows: u32,
  groups: u32, // of a row: columns / 4, rounded up
  parts: u32,
  scale: f32,
}

@group(0) @binding(0) var<storage, read_write> partials: array<vec4f>;    // (parts, rows, groups)
@group(0) @binding(1) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  begin_math(params.rows);
  if (id.x >= params.groups) {
    return;
  }
  let at = id.y * params.groups + id.x;
  partials[at] = times4(finished(at, params.rows * params.groups), vec4f(params.scale));
}
