// The tree of the 16-lane form, for four columns at once: strides 8 and 4 join quarters of four lanes, 2 and 1 join inside a vec4.
fn halve_quarters(quarter0: mat4x4f, quarter1: mat4x4f, quarter2: mat4x4f, quarter3: mat4x4f) -> vec4f {
  let lanes = (quarter0 + quarter2) + (quarter1 + quarter3);
  return vec4f(halve(lanes[0]), halve(lanes[1]), halve(lanes[2]), halve(lanes[3]));
}

fn halve(lanes: vec4f) -> f32 {
  let pairs = lanes.xy + lanes.zw;
  return pairs.x + pairs.y;
}
