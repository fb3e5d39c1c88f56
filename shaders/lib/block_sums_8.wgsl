// What a thread of eight rows holds of a chunk.

alias RowSums = Sums;

fn rows_sums(lanes: Rows) -> Sums {
  let top = mat4x4f(
    sum_columns(lanes.row0),
    sum_columns(lanes.row1),
    sum_columns(lanes.row2),
    sum_columns(lanes.row3),
  );
  let bottom = mat4x4f(
    sum_columns(lanes.row4),
    sum_columns(lanes.row5),
    sum_columns(lanes.row6),
    sum_columns(lanes.row7),
  );
  return Sums(top, bottom);
}

fn add_rows_sums(a: Sums, b: Sums) -> Sums {
  return Sums(a.top + b.top, a.bottom + b.bottom);
}

fn all_sums(own: Sums) -> Sums {
  return own;
}
