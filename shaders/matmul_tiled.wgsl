// The order of lib/matmul_tile.wgsl for GPUs and many rows, with lib/matmul_rows.wgsl: a workgroup has a tile of 32 rows by 32 columns and walks
// all chunks. DEPTH groups of x and of weights at a time are widened once into workgroup memory, from which each thread takes four
// rows by a column quad; the sums of a pair of quads meet there too, and each thread ends some. No partial sums go through memory.

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

// Adds a chunk's sums to those of the chunks before it; the first is taken as it is.
fn add_chunk(total: mat4x4f, tile: Tile, later: bool) -> mat4x4f {
  let sums = mat4x4f(sum_columns(tile.row0), sum_columns(tile.row1), sum_columns(tile.row2), sum_columns(tile.row3));
  return mat4x4f(
    select(sums[0], total[0] + sums[0], later),
    select(sums[1], total[1] + sums[1], later),
    select(sums[2], total[2] + sums[2], later),
    select(sums[3], total[3] + sums[3], later),
  );
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  begin_math(params.rows);
  let first_pair = workgroup.x * PAIRS;
  let first_row = workgroup.y * TALL;
  let slot = thread % QUADS;
  let row = thread / QUADS * 4u;
  let quad = quad_of(first_pair, slot);
  var total = mat4x4f();
  for (var chunk = 0u; chunk < params.chunks; chunk++) {
    var tile = Tile();
    let stop = bounds[chunk + 1u];
    for (var first = bounds[chunk]; first < stop; first += DEPTH) {
      stage(first_row, quad, first, stop - 1u, thread);
      workgroupBarrier();
      for (var group = 0u; group < min(DEPTH, stop - first); group++) {
        tile = add_group(tile, w_tile[group * QUADS + slot], rows_of(group, row));
      }
      workgroupBarrier();
    }
    total = add_chunk(total, tile, chunk > 0u);
  }
  for (var i = 0u; i < 4u; i++) {
    x_tile[(row + i) * QUADS + slot] = total[i];
  }
  workgroupBarrier();
  for (var i = thread; i < TALL * PAIRS; i += THREADS) {
    let end_row = first_row + i / PAIRS;
    let pair = first_pair + i % PAIRS;
    if (end_row < params.rows && 2u * pair < params.quads) {
      let at = i / PAIRS * QUADS + i % PAIRS;
      finish(end_row, pair, x_tile[at], x_tile[at + PAIRS]);
    }
  }
  finish_workgroup(workgroup.xy, thread);
}
