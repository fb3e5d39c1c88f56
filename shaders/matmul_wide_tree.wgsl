// The order of lib/chunk_tree.wgsl for GPUs, with lib/wide_tile.wgsl: matmul_wide.wgsl but for how chunk sums are added. Those side by side, a power of
// two of them, are a subtree by themselves.

struct ChunkSums {
  left: vec4f,
  right: vec4f,
}

fn add_sums(a: ChunkSums, b: ChunkSums) -> ChunkSums {
  return ChunkSums(a.left + b.left, a.right + b.right);
}

// Of the chunks that have met, in the places of one row and pair, which nobody else touches.
fn met_tree(count: u32, at: u32) -> ChunkSums {
  let step = TALL * QUADS;
  for (var stride = 1u; stride < count; stride *= 2u) {
    for (var chunk = 0u; chunk + stride < count; chunk += 2u * stride) {
      let left = chunk * step + at;
      let right = left + stride * step;
      met[left] += met[right];
      met[left + PAIRS] += met[right + PAIRS];
    }
  }
  return ChunkSums(met[at], met[at + PAIRS]);
}

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
  var held_runs: Held;
  var ended = ChunkSums();
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
      let run = met_tree(min(CHUNKS, params.chunks - first), end_row * QUADS + end_slot);
      ended = take_chunk(&held_runs, first / CHUNKS, first + CHUNKS >= params.chunks, run);
    }
    workgroupBarrier();
  }
  if (ends && first_row + end_row < params.rows && 2u * (first_pair + end_slot) < quads) {
    finish(first_row + end_row, first_pair + end_slot, ended.left, ended.right);
  }
  finish_workgroup(workgroup.xy, thread);
}
