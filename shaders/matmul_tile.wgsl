// y[m, n] = sum over k of w[n, k] x[m, k], four rows by four columns to a thread, in the chunks of a plan.
// A part is a run of consecutive chunks whose sums are added in index order; partial sums of several parts are added
// in index order by whoever reads them. All chunks in one part, or a part for each chunk: the same bits.

struct Params {
  rows: u32,
  groups: u32,          // K / 4, rounded up
  quads: u32,           // N / 4, rounded up
  chunks: u32,
  chunks_per_part: u32,
}

override TILE_X: u32;
override TILE_Y: u32;

@group(0) @binding(0) var<storage, read> x: array<Act4>;               // (rows, groups)
@group(0) @binding(1) var<storage, read> weights: array<WeightQuad>;   // (groups, quads)
@group(0) @binding(2) var<storage, read> bounds: array<u32>;           // (chunks + 1), in groups
@group(0) @binding(3) var<storage, read_write> partials: array<vec4f>; // (parts, rows, quads)
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(TILE_X, TILE_Y)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let quad = id.x;
  let row = id.y * 4u;
  if (quad >= params.quads || row >= params.rows) {
    return;
  }
  // Rows past the end repeat the last one and are not written.
  let at = min(vec4u(row, row + 1u, row + 2u, row + 3u), vec4u(params.rows - 1u)) * params.groups;
  let first = id.z * params.chunks_per_part;
  let end = min(first + params.chunks_per_part, params.chunks);
  var total0 = vec4f();
  var total1 = vec4f();
  var total2 = vec4f();
  var total3 = vec4f();
  for (var chunk = first; chunk < end; chunk++) {
    var acc0 = mat4x4f();
    var acc1 = mat4x4f();
    var acc2 = mat4x4f();
    var acc3 = mat4x4f();
    for (var group = bounds[chunk]; group < bounds[chunk + 1u]; group++) {
      let w = widen_quad(weights[group * params.quads + quad]);
      acc0 = accumulate(acc0, w, widen4(x[at.x + group]));
      acc1 = accumulate(acc1, w, widen4(x[at.y + group]));
      acc2 = accumulate(acc2, w, widen4(x[at.z + group]));
      acc3 = accumulate(acc3, w, widen4(x[at.w + group]));
    }
    let sum0 = sum_columns(acc0);
    let sum1 = sum_columns(acc1);
    let sum2 = sum_columns(acc2);
    let sum3 = sum_columns(acc3);
    let later = chunk > first;
    total0 = select(sum0, total0 + sum0, later);
    total1 = select(sum1, total1 + sum1, later);
    total2 = select(sum2, total2 + sum2, later);
    total3 = select(sum3, total3 + sum3, later);
  }
  let out = (id.z * params.rows + row) * params.quads + quad;
  partials[out] = total0;
  if (row + 1u < params.rows) {
    partials[out + params.quads] = total1;
  }
  if (row + 2u < params.rows) {
    partials[out + 2u * params.quads] = total2;
  }
  if (row + 3u < params.rows) {
    partials[out + 3u * params.quads] = total3;
  }
}
