// What products of q8 activations share (NUMERICS: q8 activations): a block's products are added as integers, exactly, and its result,
// (weight's scale * row's scale) * integer sum, by multiply-add to what came before. Four rows at most by a quad of columns.

struct Params {
  rows: u32,
  groups: u32,          // K / 4, rounded up
  quads: u32,           // N / 4, rounded up
  blocks: u32,          // K / 32, rounded up
  chunks: u32,
  chunks_per_part: u32,
}

@group(0) @binding(0) var<storage, read> x: array<vec4u>;    // (rows, 2 blocks + 1): sixteen bytes each, then the scale
@group(0) @binding(1) var<storage, read> bounds: array<u32>; // (chunks + 1), in groups
@group(0) @binding(2) var<uniform> params: Params;

override ROWS: u32; // 1, 2 or 4

// One for each row: its sums over a quad's columns.
struct Dots {
  row0: vec4i,
  row1: vec4i,
  row2: vec4i,
  row3: vec4i,
}

// Sixteen bytes of each row.
struct Bytes {
  row0: vec4u,
  row1: vec4u,
  row2: vec4u,
  row3: vec4u,
}

// Rows past the end repeat the last one.
fn row_start(row: u32) -> u32 {
  return min(row, params.rows - 1u) * (2u * params.blocks + 1u);
}

fn row_scale(row: u32) -> f32 {
  return bitcast<f32>(x[row_start(row) + 2u * params.blocks].x);
}

// Half a block of a row, zero where `inside` is not.
fn row_bytes(row: u32, half: u32, inside: vec4<bool>) -> vec4u {
  return select(vec4u(), x[row_start(row) + half], inside);
}

fn add_dots(sums: vec4i, w: vec4u, x: u32) -> vec4i {
  return sums + vec4i(dot_bytes(w.x, x), dot_bytes(w.y, x), dot_bytes(w.z, x), dot_bytes(w.w, x));
}

fn add_group(sums: Dots, w: vec4u, x0: u32, x1: u32, x2: u32, x3: u32) -> Dots {
  var next = sums;
  next.row0 = add_dots(sums.row0, w, x0);
  if (ROWS > 1u) {
    next.row1 = add_dots(sums.row1, w, x1);
  }
  if (ROWS > 2u) {
    next.row2 = add_dots(sums.row2, w, x2);
    next.row3 = add_dots(sums.row3, w, x3);
  }
  return next;
}

fn half_rows(top: u32, half: u32, inside: vec4<bool>) -> Bytes {
  var rows = Bytes();
  rows.row0 = row_bytes(top, half, inside);
  if (ROWS > 1u) {
    rows.row1 = row_bytes(top + 1u, half, inside);
  }
  if (ROWS > 2u) {
    rows.row2 = row_bytes(top + 2u, half, inside);
    rows.row3 = row_bytes(top + 3u, half, inside);
  }
  return rows;
}

// The sums over what of a block lies from group `start` up to group `stop`.
fn block_dots(top: u32, block: u32, start: u32, stop: u32, quad: u32) -> Dots {
  var sums = Dots();
  for (var half = 2u * block; half < 2u * block + 2u; half++) {
    let group = 4u * half;
    let at = vec4u(group) + vec4u(0u, 1u, 2u, 3u);
    let rows = half_rows(top, half, (at >= vec4u(start)) & (at < vec4u(stop)));
    let quads = params.quads;
    sums = add_group(sums, quad_bytes(group, quad, quads), rows.row0.x, rows.row1.x, rows.row2.x, rows.row3.x);
    sums = add_group(sums, quad_bytes(group + 1u, quad, quads), rows.row0.y, rows.row1.y, rows.row2.y, rows.row3.y);
    sums = add_group(sums, quad_bytes(group + 2u, quad, quads), rows.row0.z, rows.row1.z, rows.row2.z, rows.row3.z);
    sums = add_group(sums, quad_bytes(group + 3u, quad, quads), rows.row0.w, rows.row1.w, rows.row2.w, rows.row3.w);
  }
  return sums;
}

// A column of `sums` for each row.
fn add_block(sums: mat4x4f, dots: Dots, scales: vec4f, row_scales: vec4f) -> mat4x4f {
  var next = sums;
  next[0] = fma(scales * row_scales.x, vec4f(dots.row0), sums[0]);
  if (ROWS > 1u) {
    next[1] = fma(scales * row_scales.y, vec4f(dots.row1), sums[1]);
  }
  if (ROWS > 2u) {
    next[2] = fma(scales * row_scales.z, vec4f(dots.row2), sums[2]);
    next[3] = fma(scales * row_scales.w, vec4f(dots.row3), sums[3]);
  }
  return next;
}

fn row_scales_of(top: u32) -> vec4f {
  return vec4f(row_scale(top), row_scale(top + 1u), row_scale(top + 2u), row_scale(top + 3u));
}
