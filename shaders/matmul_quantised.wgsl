// A product of q8 activations by weights in blocks, with lib/quantised_rows.wgsl: a thread walks the chunks of its part for ROWS rows by a pair of
// column quads. Where there are several parts the epilogue leaves sums, a part's behind those of the part before it.

override THREADS: u32;

// Chunk sums are added in index order; the first of a part is taken as it is.
fn sum_quad(top: u32, quad: u32, part: u32, row_scales: vec4f) -> mat4x4f {
  let first = part * params.chunks_per_part;
  let end = min(first + params.chunks_per_part, params.chunks);
  var total = mat4x4f();
  for (var chunk = first; chunk < end; chunk++) {
    var sums = mat4x4f();
    let start = bounds[chunk];
    let stop = bounds[chunk + 1u];
    for (var block = start / 8u; 8u * block < stop; block++) {
      let dots = block_dots(top, block, start, stop, quad);
      sums = add_block(sums, dots, quad_scales(block, quad, params.quads), row_scales);
    }
    if (chunk > first) {
      total[0] += sums[0];
      total[1] += sums[1];
      total[2] += sums[2];
      total[3] += sums[3];
    } else {
      total = sums;
    }
  }
  return total;
}

fn finish_row(part: u32, row: u32, pair: u32, left: vec4f, right: vec4f) {
  if (row < params.rows) {
    finish(part * params.rows + row, pair, left, right);
  }
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  let pair = workgroup.x * THREADS + thread;
  let top = workgroup.y * ROWS;
  let part = workgroup.z;
  let quads = params.quads;
  // What is past the end repeats the last one and is not written.
  let own_pair = min(pair, (quads - 1u) / 2u);
  let row_scales = row_scales_of(top);
  let left = sum_quad(top, left_quad(own_pair), part, row_scales);
  let right = sum_quad(top, min(right_quad(own_pair), quads - 1u), part, row_scales);
  if (2u * pair < quads) {
    finish_row(part, top, pair, left[0], right[0]);
    if (ROWS > 1u) {
      finish_row(part, top + 1u, pair, left[1], right[1]);
    }
    if (ROWS > 2u) {
      finish_row(part, top + 2u, pair, left[2], right[2]);
      finish_row(part, top + 3u, pair, left[3], right[3]);
    }
  }
  finish_workgroup(workgroup.xy, thread);
}
