// residual += what a row's experts give, each times its weight, added by increasing id from zero by times_add4; rounded once. A dropped one adds nothing.
// Each expert's sums are told as (rows, per_token, width), of a dropped one zeros, then (rows, width) what is added to the residual.

struct Params {
  rows: u32,
  groups: u32,    // an expert's intermediate / 4, rounded up
  quads: u32,     // of all experts
  chunks: u32,
  width: u32,     // hidden / 4, rounded up
  per_token: u32,
}

@group(0) @binding(0) var<storage, read> x: array<Act4>;              // (rows, per_token, groups)
@group(0) @binding(1) var<storage, read> bounds: array<u32>;          // (chunks + 1), in groups
@group(0) @binding(2) var<storage, read> routing: array<u32>;         // (rows, per_token): id, bits of the weight
@group(0) @binding(3) var<storage, read_write> residual: array<Act4>; // (rows, width)
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) id: vec3u) {
  begin_math(params.rows);
  let quad = id.x;
  let row = id.y;
  if (quad >= params.width) {
    return;
  }
  var total = vec4f();
  for (var slot = 0u; slot < params.per_token; slot++) {
    let choice = row * params.per_token + slot;
    let bits = routing[2u * choice + 1u];
    let told_at = choice * params.width + quad;
    if (bits == DROPPED) {
      tell(told_at, vec4f());
    } else {
      let sums = column_sums(choice * params.groups, routing[2u * choice] * params.width + quad);
      tell(told_at, sums);
      total = times_add4(vec4f(bitcast<f32>(bits)), sums, total);
    }
  }
  let at = row * params.width + quad;
  tell(params.rows * params.per_token * params.width + at, total);
  residual[at] = narrow4(widen4(residual[at]) + total);
}
