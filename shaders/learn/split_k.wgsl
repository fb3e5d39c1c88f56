// Split-K as serving libraries do it: while M is small there are too few tiles to keep the device busy, so K is cut into as
// many splits as make up for it. The number of splits follows M, and with it the order of the additions: the same row, with
// the same terms, gets other bits in a larger batch. (Here one thread walks the splits, however
// short: libraries also ask for a least length, 32 terms in the lab's own rule.)

struct Params {
  rows: u32,    // M
  terms: u32,   // K
  columns: u32, // N
}

@group(0) @binding(0) var<storage, read> x: array<f32>;       // (rows, terms)
@group(0) @binding(1) var<storage, read> w: array<f32>;       // (columns, terms)
@group(0) @binding(2) var<storage, read_write> y: array<f32>; // (rows, columns)
@group(0) @binding(3) var<uniform> params: Params;

const BUSY = 8u; // workgroups that should have something to do

fn splits() -> u32 {
  // Tiles of 8 rows by 64 columns.
  let tiles = ((params.rows + 7u) / 8u) * ((params.columns + 63u) / 64u);
  return max(1u, BUSY / tiles);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let column = id.x;
  let row = id.y;
  if (column >= params.columns) {
    return;
  }
  let count = splits();
  var total = 0.0;
  for (var split = 0u; split < count; split++) {
    let end = (split + 1u) * params.terms / count;
    var sum = 0.0;
    for (var k = split * params.terms / count; k < end; k++) {
      sum = fma(w[column * params.terms + k], x[row * params.terms + k], sum);
    }
    total += sum;
  }
  y[row * params.columns + column] = total;
}
