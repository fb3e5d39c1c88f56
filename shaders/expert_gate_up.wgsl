// y = activated(gate) * up of each expert that a row goes through, rounded once. A matrix has the gates of all experts, then their ups. Both sums are told as
// (rows, per_token, 2, width), of an expert without room zeros.

struct Params {
  rows: u32,
  groups: u32,    // hidden / 4, rounded up
  quads: u32,     // of all experts' gates and ups
  chunks: u32,
  width: u32,     // an expert's intermediate / 4, rounded up
  per_token: u32,
  experts: u32,
}

@group(0) @binding(0) var<storage, read> x: array<Act4>;       // (rows, groups)
@group(0) @binding(1) var<storage, read> bounds: array<u32>;   // (chunks + 1), in groups
@group(0) @binding(2) var<storage, read> routing: array<u32>;  // (rows, per_token): id, bits of the weight
@group(0) @binding(3) var<storage, read_write> y: array<Act4>; // (rows, per_token, width)
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) id: vec3u) {
  begin_math(params.rows);
  let quad = id.x;
  let choice = id.y;
  if (quad >= params.width) {
    return;
  }
  let at = choice * params.width + quad;
  let told_at = at + choice * params.width;
  if (routing[2u * choice + 1u] == DROPPED) {
    tell(told_at, vec4f());
    tell(told_at + params.width, vec4f());
    y[at] = narrow4(vec4f());
    return;
  }
  let expert = routing[2u * choice];
  let first = (choice / params.per_token) * params.groups;
  let gate = column_sums(first, expert * params.width + quad);
  let up = column_sums(first, (params.experts + expert) * params.width + quad);
  tell(told_at, gate);
  tell(told_at + params.width, up);
  y[at] = narrow4(times4(activated(gate), up));
}
