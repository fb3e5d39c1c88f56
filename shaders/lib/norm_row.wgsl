// What the kernels of add_norm.wgsl share that are not for editing: the same sums and roundings, dealt to threads as an adapter likes.

struct Params {
  rows: u32,
  step_rows: u32, // rows of `partials` and `residual`
  groups: u32,    // hidden / 4, rounded up
  parts: u32,     // 0 where there is nothing to add
  inverse_terms: f32,
  epsilon: f32,
}

override LANES: u32;

@group(0) @binding(0) var<storage, read> source_rows: array<u32>;       // (rows): row of the step
@group(0) @binding(1) var<storage, read> partials: array<vec4f>;        // (parts, step_rows, groups)
@group(0) @binding(2) var<storage, read> gain: array<vec4f>;            // (groups)
@group(0) @binding(3) var<storage, read_write> residual: array<Act4>;   // (step_rows, groups)
@group(0) @binding(4) var<storage, read_write> normed: array<Act4>;     // (rows, groups)
@group(0) @binding(5) var<uniform> params: Params;

// One group of the residual stream, with the projection added to it.
fn added(at: u32) -> vec4f {
  if (params.parts == 0u) {
    return widen4(residual[at]);
  }
  var projection = partials[at];
  for (var part = 1u; part < params.parts; part++) {
    projection += partials[part * params.step_rows * params.groups + at];
  }
  let sum = narrow4(widen4(residual[at]) + projection);
  residual[at] = sum;
  return widen4(sum);
}

// A sum of squares of operands is 0 or at least 2^-102, and so its mean never subnormal.
fn scale_of(squares: f32) -> f32 {
  return root1(mul_add1(squares, params.inverse_terms, params.epsilon));
}

// Every `stride`-th group of a row from `start`, of elements that lie from `first` on.
fn write_scaled(row: u32, first: u32, scale: f32, start: u32, stride: u32) {
  for (var group = start; group < params.groups; group += stride) {
    let x = times4(widen4(residual[first + group]), vec4f(scale));
    normed[row * params.groups + group] = narrow4(times4(x, kept4(gain[group])));
  }
}
