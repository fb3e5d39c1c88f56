// The order of lib/chunk_tree.wgsl for GPUs and many rows, with lib/tiled_stage.wgsl: matmul_tiled.wgsl but for how chunk sums are added.

alias ChunkSums = mat4x4f;

fn add_sums(a: mat4x4f, b: mat4x4f) -> mat4x4f {
  return a + b;
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  begin_math(params.rows);
  let first_pair = workgroup.x * PAIRS;
  let first_row = workgroup.y * TALL;
  let slot = thread % QUADS;
  let row = thread / QUADS * 4u;
  let quad = quad_of(first_pair, slot);
  var held: Held;
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
    let sums = mat4x4f(sum_columns(tile.row0), sum_columns(tile.row1), sum_columns(tile.row2), sum_columns(tile.row3));
    total = take_chunk(&held, chunk, chunk + 1u == params.chunks, sums);
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
