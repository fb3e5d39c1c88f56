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
override ROWS: u32;       // of a tile: 32 or 64
override BANDS: u32 = ROWS / 8u;
override THREADS: u32 = COLUMN_QUADS * BANDS;

@group(0) @binding(0) var<storage, read> x: array<Act4>;               // (rows, groups)
@group(0) @binding(1) var<storage, read_write> partials: array<vec4f>; // (parts, rows, quads)
@group(0) @binding(2) var<uniform> params: Params;

var<workgroup> x_tile: array<vec4f, DEPTH * ROWS>;              // (groups, rows)
var<workgroup> w_tile: array<vec4f, DEPTH * 4u * COLUMN_QUADS>; // (groups, terms, quads)

// What a thread brings of the next 32 terms, as stored: a group of four rows of x, and a quad of weights or, of the smaller
// tile, two. It is asked for before the sums over the terms before it, which hide the wait, and widened after them.
struct Ahead {
  x0: Act4,
  x1: Act4,
  x2: Act4,
  x3: Act4,
  w: WeightQuad,
  w_more: WeightQuad,
}

// Each group's rows are turned by one more, so that neighbouring groups of a row lie in different banks.
fn x_place(row: u32, group: u32) -> u32 {
  return group * ROWS + (row + group) % ROWS;
}

// Rows and groups past the end repeat the last one.
fn x_at(row: u32, group: u32) -> u32 {
  return min(row, params.rows - 1u) * params.groups + min(group, params.groups - 1u);
}

fn w_of(group: u32, quad: u32) -> WeightQuad {
  return stored_quad(min(group, params.groups - 1u), min(quad, params.quads - 1u), params.quads);
}

fn fetch(first: u32, row: u32, quad: u32, thread: u32) -> Ahead {
  let group = first + thread % DEPTH;
  let top = row + thread / DEPTH;
  let step = THREADS / DEPTH;
  let w_group = first + thread / COLUMN_QUADS;
  let column = quad + thread % COLUMN_QUADS;
  var ahead: Ahead = Ahead();
  ahead.x0 = x[x_at(top, group)];
  ahead.x1 = x[x_at(top + step, group)];
  ahead.x2 = x[x_at(top + 2u * step, group)];
  ahead.x3 = x[x_at(top + 3u * step, group)];
  ahead.w = w_of(w_group, column);
  if (BANDS < DEPTH) {
    ahead.w_more = w_of(w_group + BANDS, column);
  }
  return ahead;
}

// By term: row j of the tile's group is term j of its outputs.
fn keep_w(stored: WeightQuad, group: u32, column: u32) {
  let w = transpose(widen_quad(stored));
  let at = group * 4u * COLUMN_QUADS + column;
  w_tile[at] = w[0];
  w_tile[at + COLUMN_QUADS] = w[1];
  w_tile[at + 2u * COLUMN_QUADS] = w[2];
  w_tile[at + 3u * COLUMN_QUADS] = w[3];
}

// Of `left` groups; what lies past them is zero in x. Weights there meet zeros, and rows and quads past the end are not written.
fn keep(ahead: Ahead, left: u32, thread: u32) {
  let group = thread % DEPTH;
  let row = thread / DEPTH;
  let step = THREADS / DEPTH;
  let inside = group < left;
  x_tile[x_place(row, group)] = select(vec4f(), widen4(ahead.x0), inside);
  x_tile[x_place(row + step, group)] = select(vec4f(), widen4(ahead.x1), inside);
  x_tile[x_place(row + 2u * step, group)] = select(vec4f(), widen4(ahead.x2), inside);
  x_tile[x_place(row + 3u * step, group)] = select(vec4f(), widen4(ahead.x3), inside);
  keep_w(ahead.w, thread / COLUMN_QUADS, thread % COLUMN_QUADS);
  if (BANDS < DEPTH) {
    keep_w(ahead.w_more, thread / COLUMN_QUADS + BANDS, thread % COLUMN_QUADS);
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
  let start = workgroup.z * params.groups_per_part;
  var ahead = fetch(start, row, quad, thread);
  for (var first = start; first < end; first += DEPTH) {
    keep(ahead, end - first, thread);
    workgroupBarrier();
    ahead = fetch(first + DEPTH, row, quad, thread);
    for (var group = 0u; group < DEPTH; group++) {
      let w_from = group * 4u * COLUMN_QUADS + column;
      let w = mat4x4f(
        w_tile[w_from],
        w_tile[w_from + COLUMN_QUADS],
        w_tile[w_from + 2u * COLUMN_QUADS],
        w_tile[w_from + 3u * COLUMN_QUADS],
      );
      low = mat4x4f(
        add_products(low[0], w, x_tile[x_place(band, group)]),
        add_products(low[1], w, x_tile[x_place(band + BANDS, group)]),
        add_products(low[2], w, x_tile[x_place(band + 2u * BANDS, group)]),
        add_products(low[3], w, x_tile[x_place(band + 3u * BANDS, group)]),
      );
      high = mat4x4f(
        add_products(high[0], w, x_tile[x_place(band + 4u * BANDS, group)]),
        add_products(high[1], w, x_tile[x_place(band + 5u * BANDS, group)]),
        add_products(high[2], w, x_tile[x_place(band + 6u * BANDS, group)]),
        add_products(high[3], w, x_tile[x_place(band + 7u * BANDS, group)]),
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
