// What the tiled matmuls share. y[m, n] = sum over k of w[n, k] x[m, k], in the chunks of a plan. A part is a run of
// consecutive chunks whose sums are added in index order; partial sums of several parts are added in index order by
// whoever reads them. All chunks in one part, or a part for each chunk: the same bits.

struct Params {
  rows: u32,
  groups: u32,          // K / 4, rounded up
  quads: u32,           // N / 4, rounded up
  chunks: u32,
  chunks_per_part: u32,
}

@group(0) @binding(0) var<storage, read> x: array<Act4>;               // (rows, groups)
@group(0) @binding(1) var<storage, read> bounds: array<u32>;           // (chunks + 1), in groups
@group(0) @binding(2) var<storage, read_write> partials: array<vec4f>; // (parts, rows, quads)
@group(0) @binding(3) var<uniform> params: Params;

// The lanes of four rows by four columns of output: one matrix a row.
struct Tile {
  row0: mat4x4f,
  row1: mat4x4f,
  row2: mat4x4f,
  row3: mat4x4f,
}

// Where four rows of x begin. Rows past the end repeat the last one and are not written.
fn rows_at(row: u32) -> vec4u {
  return min(vec4u(row, row + 1u, row + 2u, row + 3u), vec4u(params.rows - 1u)) * params.groups;
}

fn load_rows(at: vec4u, group: u32) -> mat4x4f {
  return mat4x4f(widen4(x[at.x + group]), widen4(x[at.y + group]), widen4(x[at.z + group]), widen4(x[at.w + group]));
}

fn add_group(tile: Tile, w: mat4x4f, rows: mat4x4f) -> Tile {
  return Tile(
    accumulate(tile.row0, w, rows[0]),
    accumulate(tile.row1, w, rows[1]),
    accumulate(tile.row2, w, rows[2]),
    accumulate(tile.row3, w, rows[3]),
  );
}

// Adds a chunk's sums to those of the chunks before it; the first is taken as it is.
fn add_chunk(total: mat4x4f, tile: Tile, later: bool) -> mat4x4f {
  let sums = mat4x4f(sum_columns(tile.row0), sum_columns(tile.row1), sum_columns(tile.row2), sum_columns(tile.row3));
  return mat4x4f(
    select(sums[0], total[0] + sums[0], later),
    select(sums[1], total[1] + sums[1], later),
    select(sums[2], total[2] + sums[2], later),
    select(sums[3], total[3] + sums[3], later),
  );
}

fn write_rows(total: mat4x4f, part: u32, row: u32, quad: u32) {
  let out = (part * params.rows + row) * params.quads + quad;
  if (row < params.rows) {
    partials[out] = total[0];
  }
  if (row + 1u < params.rows) {
    partials[out + params.quads] = total[1];
  }
  if (row + 2u < params.rows) {
    partials[out + 2u * params.quads] = total[2];
  }
  if (row + 3u < params.rows) {
    partials[out + 3u * params.quads] = total[3];
  }
}
