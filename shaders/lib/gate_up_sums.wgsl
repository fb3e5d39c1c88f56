// y = activated(gate) * up, rounded once. Adds up the partial sums of the fused gate and up projection in index order.

struct Params {
  rows: u32,
  groups: u32, // intermediate / 4, rounded up
  parts: u32,
}

@group(0) @binding(0) var<storage, read> partials: array<vec4f>;   // (parts, rows, 2, groups): gate, up
@group(0) @binding(1) var<storage, read_write> y: array<Act4>;     // (rows, groups)
@group(0) @binding(2) var<uniform> params: Params;

fn projected(row: u32, half: u32, group: u32) -> vec4f {
  let at = (row * 2u + half) * params.groups + group;
  var total = partials[at];
  for (var part = 1u; part < params.parts; part++) {
    total += partials[part * params.rows * 2u * params.groups + at];
  }
  return total;
}
