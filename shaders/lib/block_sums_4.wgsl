// What a thread of two or four rows holds of a chunk.

alias RowSums = mat4x4f;

fn rows_sums(lanes: Rows) -> mat4x4f {
  var sums = mat4x4f();
  sums[0] = sum_columns(lanes.row0);
  sums[1] = sum_columns(lanes.row1);
  if (ROWS > 2u) {
    sums[2] = sum_columns(lanes.row2);
    sums[3] = sum_columns(lanes.row3);
  }
  return sums;
}

fn add_rows_sums(a: mat4x4f, b: mat4x4f) -> mat4x4f {
  return a + b;
}

fn all_sums(own: mat4x4f) -> Sums {
  return Sums(own, mat4x4f());
}
