// A router's scores: a product whose columns are the experts.

struct Params {
  rows: u32,
  groups: u32, // hidden / 4, rounded up
  quads: u32,  // experts / 4, rounded up
  chunks: u32,
}

@group(0) @binding(0) var<storage, read> x: array<Act4>;             // (rows, groups)
@group(0) @binding(1) var<storage, read> bounds: array<u32>;         // (chunks + 1), in groups
@group(0) @binding(2) var<storage, read_write> scores: array<vec4f>; // (rows, quads)
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) id: vec3u) {
  begin_math(params.rows);
  if (id.x >= params.quads) {
    return;
  }
  scores[id.y * params.quads + id.x] = column_sums(id.y * params.groups, id.x);
}
