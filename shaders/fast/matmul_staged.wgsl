// A tile of ROWS rows by 64 columns, any order: 32 terms at a time are widened once into workgroup memory, from which each
// thread takes eight rows by four columns of output. K is split over workgroups where tiles alone are too few.

struct Params {
  rows: u32,
  groups: u32,          // K / 4, rounded up
  quads: u32,           // N / 4, rounded up
  groups_per_part: u32,
}

const COLUMN_QUADS = 16u; // of a tile: 64 columns
const DEPTH = 8u;         // groups at a time
override ROWS: u32;       // of a tile, a multiple of eight
override BANDS: u32 = ROWS / 8u;
override THREADS: u32 = COLUMN_QUADS * BANDS;
override STRIDE: u32 = ROWS + 1u; // odd, so that neighbouring groups lie in different banks

@group(0) @binding(0) var<storage, read> x: array<Act4>;               // (rows, groups)
@group(0) @binding(1) var<storage, read> weights: array<WeightQuad>;   // (groups, quads)
@group(0) @binding(2) var<storage, read_write> partials: array<vec4f>; // (parts, rows, quads)
@group(0) @binding(3) var<uniform> params: Params;

var<workgroup> x_tile: array<vec4f, DEPTH * STRIDE>;            // (groups, rows)
var<workgroup> w_tile: array<vec4f, DEPTH * 4u * COLUMN_QUADS>; // (groups, terms, quads)

// Groups past the part's end are zero in x; what stands for their weights and for rows past the end is never written.
fn stage(first: u32, end: u32, row: u32, quad: u32, thread: u32) {
  for (var i = thread; i < DEPTH * ROWS; i += THREADS) {
    let group = first + i % DEPTH;
    let x_at = min(row + i / DEPTH, params.rows - 1u) * params.groups + min(group, params.groups - 1u);
    x_tile[i % DEPTH * STRIDE + i / DEPTH] = select(vec4f(), widen4(x[x_at]), group < end);
  }
  for (var i = thread; i < DEPTH * COLUMN_QUADS; i += THREADS) {
    let group = min(first + i / COLUMN_QUADS, params.groups - 1u);
    let w = transpose(widen_quad(weights[group * params.quads + min(quad + i % COLUMN_QUADS, params.quads - 1u)]));
    let at = i / COLUMN_QUADS * 4u * COLUMN_QUADS + i % COLUMN_QUADS;
    w_tile[at] = w[0];
    w_tile[at + COLUMN_QUADS] = w[1];
    w_tile[at + 2u * COLUMN_QUADS] = w[2];
    w_tile[at + 3u * COLUMN_QUADS] = w[3];
  }
}

fn write(part: u32, row: u32, quad: u32, sum: vec4f) {
  if (row < params.rows && quad < params.quads) {
    partials[(part * params.rows + row) * params.quads + quad] = sum;
  }
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  let quad = workgroup.x * COLUMN_QUADS;
  let row = workgroup.y * ROWS;
  let end = min((workgroup.z + 1u) * params.groups_per_part, params.groups);
  let column = thread % COLUMN_QUADS;
  let band = thread / COLUMN_QUADS;
  var low = mat4x4f();  // rows band, band + BANDS, ...
  var high = mat4x4f(); // and four more
  for (var first = workgroup.z * params.groups_per_part; first < end; first += DEPTH) {
    stage(first, end, row, quad, thread);
    workgroupBarrier();
    for (var group = 0u; group < DEPTH; group++) {
      let w_at = group * 4u * COLUMN_QUADS + column;
      let w = mat4x4f(
        w_tile[w_at],
        w_tile[w_at + COLUMN_QUADS],
        w_tile[w_at + 2u * COLUMN_QUADS],
        w_tile[w_at + 3u * COLUMN_QUADS],
      );
      let x_from = group * STRIDE + band;
      low = mat4x4f(
        add_products(low[0], w, x_tile[x_from]),
        add_products(low[1], w, x_tile[x_from + BANDS]),
        add_products(low[2], w, x_tile[x_from + 2u * BANDS]),
        add_products(low[3], w, x_tile[x_from + 3u * BANDS]),
      );
      high = mat4x4f(
        add_products(high[0], w, x_tile[x_from + 4u * BANDS]),
        add_products(high[1], w, x_tile[x_from + 5u * BANDS]),
        add_products(high[2], w, x_tile[x_from + 6u * BANDS]),
        add_products(high[3], w, x_tile[x_from + 7u * BANDS]),
      );
    }
    workgroupBarrier();
  }
  let part = workgroup.z;
  let top = row + band;
  let here = quad + column;
  write(part, top, here, low[0]);
  write(part, top + BANDS, here, low[1]);
  write(part, top + 2u * BANDS, here, low[2]);
  write(part, top + 3u * BANDS, here, low[3]);
  write(part, top + 4u * BANDS, here, high[0]);
  write(part, top + 5u * BANDS, here, high[1]);
  write(part, top + 6u * BANDS, here, high[2]);
  write(part, top + 7u * BANDS, here, high[3]);
}
