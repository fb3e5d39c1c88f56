// Rows of x as each thread reads them for itself (lib/deep_rows.wgsl).

fn bring_rows(top: u32, group: u32, lane: u32) -> Rows {
  var rows = Rows();
  rows.row0 = deep_row(top, group);
  if (ROWS > 1u) {
    rows.row1 = deep_row(top + 1u, group);
  }
  if (ROWS > 2u) {
    rows.row2 = deep_row(top + 2u, group);
    rows.row3 = deep_row(top + 3u, group);
  }
  if (ROWS > 4u) {
    rows.row4 = deep_row(top + 4u, group);
    rows.row5 = deep_row(top + 5u, group);
    rows.row6 = deep_row(top + 6u, group);
    rows.row7 = deep_row(top + 7u, group);
  }
  return rows;
}

fn finish_row(row: u32, pair: u32, left: vec4f, right: vec4f) {
  if (row < params.rows) {
    finish(row, pair, left, right);
  }
}

// Written out: LLVM, by which most such adapters compile, keeps what is indexed by a loop in memory.
fn finish_rows(top: u32, pair: u32, left: Sums, right: Sums) {
  finish_row(top, pair, left.top[0], right.top[0]);
  if (ROWS > 1u) {
    finish_row(top + 1u, pair, left.top[1], right.top[1]);
  }
  if (ROWS > 2u) {
    finish_row(top + 2u, pair, left.top[2], right.top[2]);
    finish_row(top + 3u, pair, left.top[3], right.top[3]);
  }
  if (ROWS > 4u) {
    finish_row(top + 4u, pair, left.bottom[0], right.bottom[0]);
    finish_row(top + 5u, pair, left.bottom[1], right.bottom[1]);
    finish_row(top + 6u, pair, left.bottom[2], right.bottom[2]);
    finish_row(top + 7u, pair, left.bottom[3], right.bottom[3]);
  }
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  begin_math(params.rows);
  multiply(workgroup.x * THREADS + thread, workgroup.y * ROWS, 0u);
  finish_workgroup(workgroup.xy, thread);
}
