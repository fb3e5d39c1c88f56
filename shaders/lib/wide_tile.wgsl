// What matmul_wide.wgsl and matmul_wide_tree.wgsl share, with lib/matmul_rows.wgsl: what they read, and where chunk sums meet.

struct Params {
  rows: u32,
  groups: u32, // K / 4, rounded up
  quads: u32,  // N / 4, rounded up
  chunks: u32,
}

override ROWS: u32; // of a thread: 1, 2 or 4; 4 only with two CHUNKS or more
override BANDS: u32;
override PAIRS: u32;
override CHUNKS: u32;
override QUADS: u32 = 2u * PAIRS;
override TALL: u32 = ROWS * BANDS;
override THREADS: u32 = QUADS * BANDS * CHUNKS;

@group(0) @binding(0) var<storage, read> x: array<Act4>;     // (rows, groups)
@group(0) @binding(1) var<storage, read> bounds: array<u32>; // (chunks + 1), in groups
@group(0) @binding(2) var<uniform> params: Params;

var<workgroup> met: array<vec4f, CHUNKS * TALL * QUADS>; // (chunks, rows, quads): left ones first

fn keep(lane: u32, row: u32, slot: u32, tile: Tile) {
  let at = (lane * TALL + row) * QUADS + slot;
  met[at] = sum_columns(tile.row0);
  if (ROWS > 1u) {
    met[at + QUADS] = sum_columns(tile.row1);
  }
  if (ROWS > 2u) {
    met[at + 2u * QUADS] = sum_columns(tile.row2);
    met[at + 3u * QUADS] = sum_columns(tile.row3);
  }
}
