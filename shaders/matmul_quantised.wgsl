// A product of q8 activations by weights in blocks, with lib/quantised_rows.wgsl and an order of chunk sums: a thread walks the chunks of its part for ROWS rows by a pair of
// column quads. Where there are several parts the epilogue leaves sums, a part's behind those of the part before it.

override THREADS: u32;

// A column for each row.
struct PairTotals {
  left: mat4x4f,
  right: mat4x4f,
}

fn chunk_sums(top: u32, chunk: u32, left: u32, right: u32, row_scales: vec4f) -> PairTotals {
  var sums = PairTotals();
  let start = bounds[chunk];
  let stop = bounds[chunk + 1u];
  for (var block = start / 8u; 8u * block < stop; block++) {
    let dots = block_dots(top, block, start, stop, left, right);
    sums.left = add_block(sums.left, dots.left, quad_scales(block, left, params.quads), row_scales);
    sums.right = add_block(sums.right, dots.right, quad_scales(block, right, params.quads), row_scales);
  }
  return sums;
}

fn finish_row(part: u32, row: u32, pair: u32, left: vec4f, right: vec4f) {
  if (row < params.rows) {
    finish(part * params.rows + row, pair, left, right);
  }
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  begin_math(params.rows);
  let pair = workgroup.x * THREADS + thread;
  let top = workgroup.y * ROWS;
  let part = workgroup.z;
  let quads = params.quads;
  // What is past the end repeats the last one and is not written.
  let own_pair = min(pair, (quads - 1u) / 2u);
  let row_scales = row_scales_of(top);
  let sums = pair_sums(top, left_quad(own_pair), min(right_quad(own_pair), quads - 1u), part, row_scales);
  if (2u * pair < quads) {
    finish_row(part, top, pair, sums.left[0], sums.right[0]);
    if (ROWS > 1u) {
      finish_row(part, top + 1u, pair, sums.left[1], sums.right[1]);
    }
    if (ROWS > 2u) {
      finish_row(part, top + 2u, pair, sums.left[2], sums.right[2]);
      finish_row(part, top + 3u, pair, sums.left[3], sums.right[3]);
    }
  }
  finish_workgroup(workgroup.xy, thread);
}
