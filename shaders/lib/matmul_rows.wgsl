// What matmuls share whose threads hold 1, 2 or at least 4 rows (ROWS) by a quad of columns; they declare x and params.

// The lanes of four rows by four columns of output, one matrix a row: of those, the rows that a thread has.
struct Tile {
  row0: mat4x4f,
  row1: mat4x4f,
  row2: mat4x4f,
  row3: mat4x4f,
}

fn rows_at(row: u32) -> vec4u {
  return min(vec4u(row, row + 1u, row + 2u, row + 3u), vec4u(params.rows - 1u)) * params.groups;
}

// Rows past the end repeat the last one and are not written.
fn load_rows(at: vec4u, group: u32) -> mat4x4f {
  if (ROWS == 1u) {
    return mat4x4f(widen4(x[at.x + group]), vec4f(), vec4f(), vec4f());
  }
  if (ROWS == 2u) {
    return mat4x4f(widen4(x[at.x + group]), widen4(x[at.y + group]), vec4f(), vec4f());
  }
  return mat4x4f(widen4(x[at.x + group]), widen4(x[at.y + group]), widen4(x[at.z + group]), widen4(x[at.w + group]));
}

fn add_group(tile: Tile, w: mat4x4f, rows: mat4x4f) -> Tile {
  if (ROWS == 1u) {
    return Tile(accumulate(tile.row0, w, rows[0]), tile.row1, tile.row2, tile.row3);
  }
  if (ROWS == 2u) {
    return Tile(accumulate(tile.row0, w, rows[0]), accumulate(tile.row1, w, rows[1]), tile.row2, tile.row3);
  }
  return Tile(
    accumulate(tile.row0, w, rows[0]),
    accumulate(tile.row1, w, rows[1]),
    accumulate(tile.row2, w, rows[2]),
    accumulate(tile.row3, w, rows[3]),
  );
}
