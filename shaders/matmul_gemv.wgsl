// One row times the weights with 16 lanes interleaved over k: the variant set's order for M = 1, where each
// column's sum is spread wide instead of long. Four columns to a thread; lanes 4q..4q+3 are quarter q.

struct Params {
  groups: u32, // K / 4, rounded up
  quads: u32,  // N / 4, rounded up
}

@group(0) @binding(0) var<storage, read> x: array<Act4>;               // (groups)
@group(0) @binding(1) var<storage, read_write> partials: array<vec4f>; // (quads)
@group(0) @binding(2) var<uniform> params: Params;

fn add_group(acc: mat4x4f, group: u32, quad: u32) -> mat4x4f {
  return accumulate(acc, load_quad(group, quad, params.quads), widen4(x[group]));
}

// The halving tree over 16 lanes: strides 8 and 4 join quarters, strides 2 and 1 join inside a vec4.
fn halve(lanes: vec4f) -> f32 {
  let pairs = lanes.xy + lanes.zw;
  return pairs.x + pairs.y;
}

@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let quad = id.x;
  if (quad >= params.quads) {
    return;
  }
  var quarter0 = mat4x4f();
  var quarter1 = mat4x4f();
  var quarter2 = mat4x4f();
  var quarter3 = mat4x4f();
  var group = 0u;
  for (; group + 3u < params.groups; group += 4u) {
    quarter0 = add_group(quarter0, group, quad);
    quarter1 = add_group(quarter1, group + 1u, quad);
    quarter2 = add_group(quarter2, group + 2u, quad);
    quarter3 = add_group(quarter3, group + 3u, quad);
  }
  if (group < params.groups) {
    quarter0 = add_group(quarter0, group, quad);
  }
  if (group + 1u < params.groups) {
    quarter1 = add_group(quarter1, group + 1u, quad);
  }
  if (group + 2u < params.groups) {
    quarter2 = add_group(quarter2, group + 2u, quad);
  }
  let lanes = (quarter0 + quarter2) + (quarter1 + quarter3);
  partials[quad] = vec4f(halve(lanes[0]), halve(lanes[1]), halve(lanes[2]), halve(lanes[3]));
}
