// What a thread of one row holds of a chunk: every vector more is one that a software adapter moves at each level of a tree.

alias RowSums = vec4f;

fn rows_sums(lanes: Rows) -> vec4f {
  return sum_columns(lanes.row0);
}

fn add_rows_sums(a: vec4f, b: vec4f) -> vec4f {
  return a + b;
}

fn all_sums(own: vec4f) -> Sums {
  var sums = Sums();
  sums.top[0] = own;
  return sums;
}
