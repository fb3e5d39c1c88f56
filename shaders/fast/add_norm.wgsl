// residual += projection, rounded; normed = residual / rms(residual) * gain, rounded: add_norm.wgsl with the squares added in
// any order. One workgroup to a row, neighbouring threads on neighbouring groups.

struct Params {
  step_rows: u32, // rows of `partials` and `residual`
  groups: u32,    // hidden / 4, rounded up
  parts: u32,     // 0 where there is nothing to add
  inverse_terms: f32,
  epsilon: f32,
}

override THREADS: u32;

@group(0) @binding(0) var<storage, read> source_rows: array<u32>;       // (rows): row of the step
@group(0) @binding(1) var<storage, read> partials: array<vec4f>;        // (parts, step_rows, groups)
@group(0) @binding(2) var<storage, read> gain: array<vec4f>;            // (groups)
@group(0) @binding(3) var<storage, read_write> residual: array<Act4>;   // (step_rows, groups)
@group(0) @binding(4) var<storage, read_write> normed: array<Act4>;     // (rows, groups)
@group(0) @binding(5) var<uniform> params: Params;

// One group of the residual stream, with the projection added to it.
fn added(row: u32, group: u32) -> vec4f {
  let at = row * params.groups + group;
  let x = widen4(residual[at]);
  if (params.parts == 0u) {
    return x;
  }
  var projection = partials[at];
  for (var part = 1u; part < params.parts; part++) {
    projection += partials[part * params.step_rows * params.groups + at];
  }
  let sum = narrow4(x + projection);
  residual[at] = sum;
  return widen4(sum);
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  let row = source_rows[workgroup.x];
  // A thread's first group stays with it: of most models it is the only one.
  var kept = vec4f();
  if (thread < params.groups) {
    kept = added(row, thread);
  }
  var squares = kept * kept;
  for (var group = thread + THREADS; group < params.groups; group += THREADS) {
    let x = added(row, group);
    squares = fma(x, x, squares);
  }
  let sums = total(squares, thread);
  let mean = ((sums.x + sums.y) + (sums.z + sums.w)) * params.inverse_terms;
  let scale = inverseSqrt(mean + params.epsilon);
  if (thread < params.groups) {
    normed[workgroup.x * params.groups + thread] = narrow4((kept * scale) * gain[thread]);
  }
  for (var group = thread + THREADS; group < params.groups; group += THREADS) {
    let x = widen4(residual[row * params.groups + group]);
    normed[workgroup.x * params.groups + group] = narrow4((x * scale) * gain[group]);
  }
}
