// The order of lib/matmul_tile.wgsl for few rows: one row by four columns to a thread.

struct Params {
  rows: u32,
  groups: u32,          // K / 4, rounded up
  quads: u32,           // N / 4, rounded up
  chunks: u32,
  chunks_per_part: u32,
}

@group(0) @binding(0) var<storage, read> x: array<Act4>;               // (rows, groups)
@group(0) @binding(1) var<storage, read> weights: array<WeightQuad>;   // (groups, quads)
@group(0) @binding(2) var<storage, read> bounds: array<u32>;           // (chunks + 1), in groups
@group(0) @binding(3) var<storage, read_write> partials: array<vec4f>; // (parts, rows, quads)
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let quad = id.x;
  let row = id.y;
  if (quad >= params.quads) {
    return;
  }
  let first = id.z * params.chunks_per_part;
  let end = min(first + params.chunks_per_part, params.chunks);
  var total = vec4f();
  for (var chunk = first; chunk < end; chunk++) {
    var acc = mat4x4f();
    let stop = bounds[chunk + 1u];
    for (var group = bounds[chunk]; group < stop; group++) {
      acc = accumulate(acc, widen_quad(weights[group * params.quads + quad]), widen4(x[row * params.groups + group]));
    }
    let sum = sum_columns(acc);
    total = select(sum, total + sum, chunk > first);
  }
  partials[(id.z * params.rows + row) * params.quads + quad] = total;
}
