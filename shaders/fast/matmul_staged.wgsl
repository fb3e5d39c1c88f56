// A tile of ROWS rows by 64 columns, any order: 32 terms at a time are widened once into workgroup memory, from which each
// thread takes four rows by a pair of column quads. K is split over workgroups where tiles alone are too few.

struct Params {
  rows: u32,
  groups: u32,          // K / 4, rounded up
  quads: u32,           // N / 4, rounded up
  groups_per_part: u32,
}

const COLUMN_QUADS = 16u; // of a tile: 64 columns, left quads first
const PAIRS = 8u;
const DEPTH = 8u;         // groups at a time
override ROWS: u32;       // of a tile: 32 or 64
override BANDS: u32 = ROWS / 4u;
override W_GROUPS: u32 = BANDS / 2u; // groups of weights that the threads bring at once
override THREADS: u32 = PAIRS * BANDS;

@group(0) @binding(0) var<storage, read> x: array<Act4>; // (rows, groups)
@group(0) @binding(1) var<uniform> params: Params;

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
  return stored_quad(min(group, params.groups - 1u), quad, params.quads);
}

// The quad of a column of the tile; past the end the last one again.
fn quad_of(first_pair: u32, column: u32) -> u32 {
  let pair = min(first_pair + column % PAIRS, (params.quads - 1u) / 2u);
  return min(select(right_quad(pair), left_quad(pair), column < PAIRS), params.quads - 1u);
}

fn fetch(first: u32, row: u32, quad: u32, thread: u32) -> Ahead {
  let group = first + thread % DEPTH;
  let top = row + thread / DEPTH;
  let step = THREADS / DEPTH;
  let w_group = first + thread / COLUMN_QUADS;
  var ahead: Ahead = Ahead();
  ahead.x0 = x[x_at(top, group)];
  ahead.x1 = x[x_at(top + step, group)];
  ahead.x2 = x[x_at(top + 2u * step, group)];
  ahead.x3 = x[x_at(top + 3u * step, group)];
  ahead.w = w_of(w_group, quad);
  if (W_GROUPS < DEPTH) {
    ahead.w_more = w_of(w_group + W_GROUPS, quad);
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
  if (W_GROUPS < DEPTH) {
    keep_w(ahead.w_more, thread / COLUMN_QUADS + W_GROUPS, thread % COLUMN_QUADS);
  }
}

fn finish_row(part: u32, row: u32, pair: u32, left: vec4f, right: vec4f) {
  if (row < params.rows && 2u * pair < params.quads) {
    finish(part * params.rows + row, pair, left, right);
  }
}

fn w_at(at: u32) -> mat4x4f {
  return mat4x4f(w_tile[at], w_tile[at + COLUMN_QUADS], w_tile[at + 2u * COLUMN_QUADS], w_tile[at + 3u * COLUMN_QUADS]);
}

fn add_rows(acc: mat4x4f, w: mat4x4f, rows: mat4x4f) -> mat4x4f {
  return mat4x4f(
    add_products(acc[0], w, rows[0]),
    add_products(acc[1], w, rows[1]),
    add_products(acc[2], w, rows[2]),
    add_products(acc[3], w, rows[3]),
  );
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  let first_pair = workgroup.x * PAIRS;
  let quad = quad_of(first_pair, thread % COLUMN_QUADS);
  let row = workgroup.y * ROWS;
  let end = min((workgroup.z + 1u) * params.groups_per_part, params.groups);
  let column = thread % PAIRS;
  let band = thread / PAIRS;
  var left = mat4x4f(); // rows band, band + BANDS, ...
  var right = mat4x4f();
  let start = workgroup.z * params.groups_per_part;
  var ahead = fetch(start, row, quad, thread);
  for (var first = start; first < end; first += DEPTH) {
    keep(ahead, end - first, thread);
    workgroupBarrier();
    ahead = fetch(first + DEPTH, row, quad, thread);
    for (var group = 0u; group < DEPTH; group++) {
      let rows = mat4x4f(
        x_tile[x_place(band, group)],
        x_tile[x_place(band + BANDS, group)],
        x_tile[x_place(band + 2u * BANDS, group)],
        x_tile[x_place(band + 3u * BANDS, group)],
      );
      left = add_rows(left, w_at(group * 4u * COLUMN_QUADS + column), rows);
      right = add_rows(right, w_at(group * 4u * COLUMN_QUADS + PAIRS + column), rows);
    }
    workgroupBarrier();
  }
  let part = workgroup.z;
  let top = row + band;
  let pair = first_pair + column;
  finish_row(part, top, pair, left[0], right[0]);
  finish_row(part, top + BANDS, pair, left[1], right[1]);
  finish_row(part, top + 2u * BANDS, pair, left[2], right[2]);
  finish_row(part, top + 3u * BANDS, pair, left[3], right[3]);
  finish_workgroup(workgroup.xy, thread);
}
