// Rows of x as four neighbouring threads of a subgroup read them for each other (lib/deep_rows.wgsl): thread i of the four has rows i and
// i + 4, and each row is broadcast by the thread that has it. Nothing is computed on the way.

fn bring_rows(top: u32, group: u32, lane: u32) -> Rows {
  var rows = Rows();
  let upper = deep_row(top + lane % 4u, group);
  rows.row0[0] = subgroupBroadcast(upper[0], 0u);
  rows.row1[0] = subgroupBroadcast(upper[0], 1u);
  rows.row2[0] = subgroupBroadcast(upper[0], 2u);
  rows.row3[0] = subgroupBroadcast(upper[0], 3u);
  if (DEPTH > 1u) {
    rows.row0[1] = subgroupBroadcast(upper[1], 0u);
    rows.row1[1] = subgroupBroadcast(upper[1], 1u);
    rows.row2[1] = subgroupBroadcast(upper[1], 2u);
    rows.row3[1] = subgroupBroadcast(upper[1], 3u);
  }
  if (ROWS > 4u) {
    let lower = deep_row(top + 4u + lane % 4u, group);
    rows.row4[0] = subgroupBroadcast(lower[0], 0u);
    rows.row5[0] = subgroupBroadcast(lower[0], 1u);
    rows.row6[0] = subgroupBroadcast(lower[0], 2u);
    rows.row7[0] = subgroupBroadcast(lower[0], 3u);
    if (DEPTH > 1u) {
      rows.row4[1] = subgroupBroadcast(lower[1], 0u);
      rows.row5[1] = subgroupBroadcast(lower[1], 1u);
      rows.row6[1] = subgroupBroadcast(lower[1], 2u);
      rows.row7[1] = subgroupBroadcast(lower[1], 3u);
    }
  }
  return rows;
}

// In a loop: SwiftShader, which is mostly who shares rows, writes a called function out at each place, and an epilogue is long.
fn finish_rows(top: u32, pair: u32, left: Sums, right: Sums) {
  var lefts = array(left.top, left.bottom);
  var rights = array(right.top, right.bottom);
  for (var i = 0u; i < min(ROWS, params.rows - top); i++) {
    finish(top + i, pair, lefts[i / 4u][i % 4u], rights[i / 4u][i % 4u]);
  }
}

@compute @workgroup_size(THREADS)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(local_invocation_index) thread: u32,
  @builtin(subgroup_invocation_id) lane: u32,
) {
  begin_math(params.rows);
  multiply(workgroup.x * THREADS + thread, workgroup.y * ROWS, lane);
  finish_workgroup(workgroup.xy, thread);
}
