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
  row0: BlockSums,
  row1: BlockSums,
  row2: BlockSums,
  row3: BlockSums,
}

// Of one row by a pair of column quads.
struct PairSums {
  left: BlockSums,
  right: BlockSums,
}

// Of all rows.
struct PairDots {
  left: Dots,
  right: Dots,
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

// Four terms of a row by a pair of quads.
fn add_row(sums: PairSums, left: QuadTerms, right: QuadTerms, word: u32) -> PairSums {
  let x = row_terms(word);
  return PairSums(add_dots(sums.left, left, x), add_dots(sums.right, right, x));
}

fn add_group(dots: PairDots, group: u32, left: u32, right: u32, word: vec4u) -> PairDots {
  let quads = params.quads;
  let w_left = quad_terms(group, left, quads);
  let w_right = quad_terms(group, right, quads);
  var next = dots;
  let row0 = add_row(PairSums(dots.left.row0, dots.right.row0), w_left, w_right, word.x);
  next.left.row0 = row0.left;
  next.right.row0 = row0.right;
  if (ROWS > 1u) {
    let row1 = add_row(PairSums(dots.left.row1, dots.right.row1), w_left, w_right, word.y);
    next.left.row1 = row1.left;
    next.right.row1 = row1.right;
  }
  if (ROWS > 2u) {
    let row2 = add_row(PairSums(dots.left.row2, dots.right.row2), w_left, w_right, word.z);
    next.left.row2 = row2.left;
    next.right.row2 = row2.right;
    let row3 = add_row(PairSums(dots.left.row3, dots.right.row3), w_left, w_right, word.w);
    next.left.row3 = row3.left;
    next.right.row3 = row3.right;
  }
  return next;
}

// Sixteen bytes of each row, a column a row, zero where `inside` is not.
fn half_rows(top: u32, half: u32, inside: vec4<bool>) -> array<vec4u, 4> {
  var rows = array<vec4u, 4>();
  rows[0] = row_bytes(top, half, inside);
  if (ROWS > 1u) {
    rows[1] = row_bytes(top + 1u, half, inside);
  }
  if (ROWS > 2u) {
    rows[2] = row_bytes(top + 2u, half, inside);
    rows[3] = row_bytes(top + 3u, half, inside);
  }
  return rows;
}

fn add_half(dots: PairDots, top: u32, half: u32, start: u32, stop: u32, left: u32, right: u32) -> PairDots {
  let group = 4u * half;
  let at = vec4u(group) + vec4u(0u, 1u, 2u, 3u);
  let x = half_rows(top, half, (at >= vec4u(start)) & (at < vec4u(stop)));
  var next = add_group(dots, group, left, right, vec4u(x[0].x, x[1].x, x[2].x, x[3].x));
  next = add_group(next, group + 1u, left, right, vec4u(x[0].y, x[1].y, x[2].y, x[3].y));
  next = add_group(next, group + 2u, left, right, vec4u(x[0].z, x[1].z, x[2].z, x[3].z));
  return add_group(next, group + 3u, left, right, vec4u(x[0].w, x[1].w, x[2].w, x[3].w));
}

// The sums over what of a block lies from group `start` up to group `stop`.
fn block_dots(top: u32, block: u32, start: u32, stop: u32, left: u32, right: u32) -> PairDots {
  let first = add_half(PairDots(), top, 2u * block, start, stop, left, right);
  return add_half(first, top, 2u * block + 1u, start, stop, left, right);
}

// A column of `sums` for each row.
fn add_block(sums: mat4x4f, dots: Dots, scales: vec4f, row_scales: vec4f) -> mat4x4f {
  var next = sums;
  next[0] = mul_add4(times4(scales, vec4f(row_scales.x)), integer_sums(dots.row0), sums[0]);
  if (ROWS > 1u) {
    next[1] = mul_add4(times4(scales, vec4f(row_scales.y)), integer_sums(dots.row1), sums[1]);
  }
  if (ROWS > 2u) {
    next[2] = mul_add4(times4(scales, vec4f(row_scales.z)), integer_sums(dots.row2), sums[2]);
    next[3] = mul_add4(times4(scales, vec4f(row_scales.w)), integer_sums(dots.row3), sums[3]);
  }
  return next;
}

fn row_scales_of(top: u32) -> vec4f {
  return vec4f(row_scale(top), row_scale(top + 1u), row_scale(top + 2u), row_scale(top + 3u));
}
