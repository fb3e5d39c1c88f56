// What matmul_tiled.wgsl and matmul_tiled_tree.wgsl share, with lib/matmul_rows.wgsl: what they read, and the tile in workgroup memory.

struct Params {
  rows: u32,
  groups: u32, // K / 4, rounded up
  quads: u32,  // N / 4, rounded up
  chunks: u32,
}

const TALL = 32u;   // rows of a tile
const QUADS = 8u;   // of a tile: left ones first
const PAIRS = 4u;
const DEPTH = 8u;   // groups at a time
const THREADS = 64u;
override ROWS: u32; // of a thread, of which lib/matmul_rows.wgsl wants to know: 4

@group(0) @binding(0) var<storage, read> x: array<Act4>;     // (rows, groups)
@group(0) @binding(1) var<storage, read> bounds: array<u32>; // (chunks + 1), in groups
@group(0) @binding(2) var<uniform> params: Params;

var<workgroup> x_tile: array<vec4f, 256>;  // (groups, rows), then the sums: (rows, quads)
var<workgroup> w_tile: array<mat4x4f, 64>; // (groups, quads)

// The quad of a tile's place; past the end the last one again.
fn quad_of(first_pair: u32, slot: u32) -> u32 {
  let pair = min(first_pair + slot % PAIRS, (params.quads - 1u) / 2u);
  return min(select(right_quad(pair), left_quad(pair), slot < PAIRS), params.quads - 1u);
}

// Brings the groups from `first` on; those past `last`, which are not summed up, repeat it. Neighbouring threads read neighbouring words.
fn stage(first_row: u32, quad: u32, first: u32, last: u32, thread: u32) {
  let group = min(first + thread % DEPTH, last);
  for (var row = thread / DEPTH; row < TALL; row += THREADS / DEPTH) {
    let at = min(first_row + row, params.rows - 1u) * params.groups + group;
    x_tile[thread % DEPTH * TALL + row] = widen4(x[at]);
  }
  w_tile[thread] = load_quad(min(first + thread / QUADS, last), quad, params.quads);
}

fn rows_of(group: u32, row: u32) -> mat4x4f {
  let at = group * TALL + row;
  return mat4x4f(x_tile[at], x_tile[at + 1u], x_tile[at + 2u], x_tile[at + 3u]);
}
