// Adds up the head's partial sums in index order. Logits stay f32: rounding them to 16 bits would create ties.

struct Params {
  rows: u32,
  vocabulary: u32,
  columns: u32, // vocabulary rounded up to a multiple of 4
  parts: u32,
}

@group(0) @binding(0) var<storage, read> partials: array<f32>;         // (parts, rows, columns)
@group(0) @binding(1) var<storage, read_write> logits: array<f32>;     // (rows, vocabulary)
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let column = id.x;
  let row = id.y;
  if (column >= params.vocabulary) {
    return;
  }
  var total = partials[row * params.columns + column];
  for (var part = 1u; part < params.parts; part++) {
    total += partials[(part * params.rows + row) * params.columns + column];
  }
  logits[row * params.vocabulary + column] = total;
}
