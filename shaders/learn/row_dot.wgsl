// One thread to an output, its terms added one after the other from k = 0. The order depends on K alone: whoever shares the
// batch, a row's bits stay. It is slow for another reason: neighbouring threads read far apart, and one row keeps few busy.

struct Params {
  rows: u32,    // M
  terms: u32,   // K
  columns: u32, // N
}

@group(0) @binding(0) var<storage, read> x: array<f32>;       // (rows, terms)
@group(0) @binding(1) var<storage, read> w: array<f32>;       // (columns, terms)
@group(0) @binding(2) var<storage, read_write> y: array<f32>; // (rows, columns)
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let column = id.x;
  let row = id.y;
  if (column >= params.columns) {
    return;
  }
  var sum = 0.0;
  for (var k = 0u; k < params.terms; k++) {
    sum = fma(w[column * params.terms + k], x[row * params.terms + k], sum);
  }
  y[row * params.columns + column] = sum;
}
