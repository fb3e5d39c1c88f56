// The lane form: four lanes of one vec4, lane j summing the terms k = j (mod 4) in increasing order by mul_add4.
// Every chunked sum of every kernel set is made of these three functions.

fn sum_lanes(lanes: vec4f) -> f32 {
  return (lanes.x + lanes.y) + (lanes.z + lanes.w);
}

// Four sums side by side: column c of `acc` is the lanes of output column c; adds the terms k..k+3 of one row.
fn accumulate(acc: mat4x4f, w: mat4x4f, x: vec4f) -> mat4x4f {
  return mat4x4f(
    mul_add4(w[0], x, acc[0]),
    mul_add4(w[1], x, acc[1]),
    mul_add4(w[2], x, acc[2]),
    mul_add4(w[3], x, acc[3]),
  );
}

fn sum_columns(acc: mat4x4f) -> vec4f {
  return vec4f(sum_lanes(acc[0]), sum_lanes(acc[1]), sum_lanes(acc[2]), sum_lanes(acc[3]));
}
