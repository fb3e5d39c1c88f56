// residual += sums, rounded, of a model that has no norm where another kernel would add them (add_norm.wgsl).

struct Params {
  rows: u32,
  groups: u32, // hidden / 4, rounded up
}

@group(0) @binding(0) var<storage, read> sums: array<vec4f>;              // (rows, groups)
@group(0) @binding(1) var<storage, read_write> residual: array<Act4>;     // (rows, groups)
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  begin_math(params.rows);
  if (id.x >= params.groups) {
    return;
  }
  let at = id.y * params.groups + id.x;
  residual[at] = narrow4(widen4(residual[at]) + sums[at]);
}
