// The order of lib/matmul_tile.wgsl for software adapters, with lib/matmul_rows.wgsl: a thread walks all chunks for ROWS rows by a pair of column quads and ends
// them itself. No barriers and no partial sums; as many outputs to a thread as its rows allow, since there every load of a word is
// slow and registers are memory anyway.

struct Params {
  rows: u32,
  groups: u32, // K / 4, rounded up
  quads: u32,  // N / 4, rounded up
  chunks: u32,
}

override ROWS: u32; // 1, 2, 4 or 8
override THREADS: u32;

@group(0) @binding(0) var<storage, read> x: array<Act4>;     // (rows, groups)
@group(0) @binding(1) var<storage, read> bounds: array<u32>; // (chunks + 1), in groups
@group(0) @binding(2) var<uniform> params: Params;

// Adds a chunk's sums to those of the chunks before it; the first is taken as it is.
fn add_chunk(total: mat4x4f, tile: Tile, later: bool) -> mat4x4f {
  let first = sum_columns(tile.row0);
  if (ROWS == 1u) {
    return mat4x4f(select(first, total[0] + first, later), total[1], total[2], total[3]);
  }
  let second = sum_columns(tile.row1);
  if (ROWS == 2u) {
    return mat4x4f(select(first, total[0] + first, later), select(second, total[1] + second, later), total[2], total[3]);
  }
  let third = sum_columns(tile.row2);
  let fourth = sum_columns(tile.row3);
  return mat4x4f(
    select(first, total[0] + first, later),
    select(second, total[1] + second, later),
    select(third, total[2] + third, later),
    select(fourth, total[3] + fourth, later),
  );
}

// In a loop: compilers of software adapters write a called function out at each place, and an epilogue is long.
fn finish_rows(top: u32, pair: u32, left: array<mat4x4f, 2>, right: array<mat4x4f, 2>) {
  var lefts = left;
  var rights = right;
  for (var i = 0u; i < min(ROWS, params.rows - top); i++) {
    finish(top + i, pair, lefts[i / 4u][i % 4u], rights[i / 4u][i % 4u]);
  }
}

fn end_pair(top: u32, pair: u32) {
  let quads = params.quads;
  if (2u * pair >= quads || top >= params.rows) {
    return;
  }
  let left = left_quad(pair);
  // A quad past the end repeats the last one; no epilogue writes it.
  let right = min(right_quad(pair), quads - 1u);
  let at_top = rows_at(top);
  let at_bottom = rows_at(top + 4u);
  var top_left = mat4x4f();
  var top_right = mat4x4f();
  var bottom_left = mat4x4f();
  var bottom_right = mat4x4f();
  for (var chunk = 0u; chunk < params.chunks; chunk++) {
    var tile0 = Tile();
    var tile1 = Tile();
    var tile2 = Tile();
    var tile3 = Tile();
    let stop = bounds[chunk + 1u];
    for (var group = bounds[chunk]; group < stop; group++) {
      let w_left = load_quad(group, left, quads);
      let w_right = load_quad(group, right, quads);
      let x_top = load_rows(at_top, group);
      tile0 = add_group(tile0, w_left, x_top);
      tile1 = add_group(tile1, w_right, x_top);
      if (ROWS > 4u) {
        let x_bottom = load_rows(at_bottom, group);
        tile2 = add_group(tile2, w_left, x_bottom);
        tile3 = add_group(tile3, w_right, x_bottom);
      }
    }
    let later = chunk > 0u;
    top_left = add_chunk(top_left, tile0, later);
    top_right = add_chunk(top_right, tile1, later);
    if (ROWS > 4u) {
      bottom_left = add_chunk(bottom_left, tile2, later);
      bottom_right = add_chunk(bottom_right, tile3, later);
    }
  }
  finish_rows(top, pair, array(top_left, bottom_left), array(top_right, bottom_right));
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  end_pair(workgroup.y * ROWS, workgroup.x * THREADS + thread);
  finish_workgroup(workgroup.xy, thread);
}
