// The cure: cut K into chunks of a fixed size instead of a number of splits that follows M. Chunks may still go to as many
// threads as there are (here one walks them all), since their sums are added in index order either way. How the work is
// spread may follow M; the order may not.

struct Params {
  rows: u32,    // M
  terms: u32,   // K
  columns: u32, // N
}

@group(0) @binding(0) var<storage, read> x: array<f32>;       // (rows, terms)
@group(0) @binding(1) var<storage, read> w: array<f32>;       // (columns, terms)
@group(0) @binding(2) var<storage, read_write> y: array<f32>; // (rows, columns)
@group(0) @binding(3) var<uniform> params: Params;

const CHUNK = 64u; // fixed here; it may follow K, never M

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let column = id.x;
  let row = id.y;
  if (column >= params.columns) {
    return;
  }
  var total = 0.0;
  for (var start = 0u; start < params.terms; start += CHUNK) {
    let end = min(start + CHUNK, params.terms);
    var sum = 0.0;
    for (var k = start; k < end; k++) {
      sum = fma(w[column * params.terms + k], x[row * params.terms + k], sum);
    }
    total += sum;
  }
  y[row * params.columns + column] = total;
}
