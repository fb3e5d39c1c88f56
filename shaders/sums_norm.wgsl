// RMSNorm of what attention or the MLP gives, before it is added to the residual stream: of the finished sums, rounded; then multiplied as the
// model does, in f32 and in the place of the sums' first part, for whoever adds them. One workgroup to a row. LANES lanes sum the squares,
// lane j those of i = j (mod LANES), whichever thread walks a lane.

struct Params {
  rows: u32,
  groups: u32, // hidden / 4, rounded up
  parts: u32,
  inverse_terms: f32,
  epsilon: f32,
  scale: f32,
}

@group(0) @binding(0) var<storage, read> gain: array<vec4f>;              // (groups)
@group(0) @binding(1) var<storage, read_write> partials: array<vec4f>;    // (parts, rows, groups)
@group(0) @binding(2) var<storage, read_write> normed: array<Act4>;       // (rows, groups)
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  begin_math(params.rows);
  let first = workgroup.x * params.groups;
  for (var four = thread; four < LANES / 4u; four += THREADS) {
    var squares = vec4f();
    for (var group = four; group < params.groups; group += LANES / 4u) {
      // A thread reads later only groups that it has finished itself.
      let x = finished(first + group, params.rows * params.groups);
      partials[first + group] = x;
      squares = times_add4(x, x, squares);
    }
    keep_four(four, squares);
  }
  let squares = sum_of_lanes(thread);
  let scale = root1(mul_add1(squares, params.inverse_terms, params.epsilon));
  for (var group = thread; group < params.groups; group += THREADS) {
    let y = narrow4(times4(times4(partials[first + group], vec4f(scale)), kept4(gain[group])));
    normed[first + group] = y;
    partials[first + group] = times4(widen4(y), vec4f(params.scale));
  }
}
