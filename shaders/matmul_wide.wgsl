// The order of lib/matmul_tile.wgsl for GPUs, with lib/wide_tile.wgsl: a workgroup has ROWS * BANDS rows by PAIRS pairs of column quads,
// and K is spread over its threads, a chunk to each of CHUNKS side by side. Chunk sums meet in workgroup memory, where a thread
// to a row and a pair adds them in index order and ends them. No partial sums go through memory.

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  begin_math(params.rows);
  let quads = params.quads;
  let first_pair = workgroup.x * PAIRS;
  let first_row = workgroup.y * TALL;
  let slot = thread % QUADS;
  let row = thread / QUADS % BANDS * ROWS;
  let lane = thread / (QUADS * BANDS);
  // What is past the end repeats the last one and is not written.
  let own_pair = min(first_pair + slot % PAIRS, (quads - 1u) / 2u);
  let quad = min(select(right_quad(own_pair), left_quad(own_pair), slot < PAIRS), quads - 1u);
  let at = rows_at(first_row + row);
  // Of the row and the pair that this thread ends, if any.
  let ends = thread < TALL * PAIRS;
  let end_row = thread / PAIRS;
  let end_slot = thread % PAIRS;
  var left = vec4f();
  var right = vec4f();
  for (var first = 0u; first < params.chunks; first += CHUNKS) {
    if (first + lane < params.chunks) {
      var tile = Tile();
      let stop = bounds[first + lane + 1u];
      for (var group = bounds[first + lane]; group < stop; group++) {
        tile = add_group(tile, load_quad(group, quad, quads), load_rows(at, group));
      }
      keep(lane, row, slot, tile);
    }
    workgroupBarrier();
    if (ends) {
      let count = min(CHUNKS, params.chunks - first);
      for (var other = 0u; other < count; other++) {
        let held = (other * TALL + end_row) * QUADS + end_slot;
        let later = first + other > 0u;
        left = select(met[held], left + met[held], later);
        right = select(met[held + PAIRS], right + met[held + PAIRS], later);
      }
    }
    workgroupBarrier();
  }
  if (ends && first_row + end_row < params.rows && 2u * (first_pair + end_slot) < quads) {
    finish(first_row + end_row, first_pair + end_slot, left, right);
  }
  finish_workgroup(workgroup.xy, thread);
}
