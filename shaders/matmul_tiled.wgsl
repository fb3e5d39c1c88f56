// The order of lib/matmul_tile.wgsl for GPUs and many rows, with lib/tiled_stage.wgsl: a workgroup has a tile of 32 rows by 32 columns and walks
// all chunks. DEPTH groups of x and of weights at a time are widened once into workgroup memory, from which each thread takes four
// rows by a column quad; the sums of a pair of quads meet there too, and each thread ends some. No partial sums go through memory.

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
