// Adds up the partial sums of q, k and v, rotates q and k by their position, and writes k and v to the paged cache.
// Angles come from a table made in f64, since sin and cos may be off by 2^-11. Heads are padded to whole groups of
// four; elements past HEAD_DIM are zero everywhere.

struct Params {
  rows: u32,
  parts: u32,
}

struct Row {
  position: u32, // in its sequence
  slot: u32,     // in the cache: block * 16 + offset
}

override HEADS: u32;
override KV_HEADS: u32;
override HEAD_DIM: u32;
override HEAD_GROUPS: u32 = (HEAD_DIM + 3u) / 4u;
override HALF: u32 = HEAD_DIM / 2u;
override COLUMNS: u32 = (HEADS + 2u * KV_HEADS) * HEAD_GROUPS * 4u;

@group(0) @binding(0) var<storage, read> partials: array<f32>;         // (parts, rows, COLUMNS)
@group(0) @binding(1) var<storage, read> step_rows: array<Row>;        // (rows)
@group(0) @binding(2) var<storage, read> angles: array<vec2f>;         // (positions, HALF): cos, sin
@group(0) @binding(3) var<storage, read_write> q: array<Act4>;         // (rows, HEADS, HEAD_GROUPS)
@group(0) @binding(4) var<storage, read_write> k_cache: array<Act4>;   // (slots, KV_HEADS, HEAD_GROUPS)
@group(0) @binding(5) var<storage, read_write> v_cache: array<Act4>;   // (slots, KV_HEADS, HEAD_GROUPS)
@group(0) @binding(6) var<uniform> params: Params;

fn projected(row: u32, column: u32) -> f32 {
  var total = partials[row * COLUMNS + column];
  for (var part = 1u; part < params.parts; part++) {
    total += partials[(part * params.rows + row) * COLUMNS + column];
  }
  return total;
}

// Element d of a head turned by its angle: the pairs are (d, d + HALF), as in the Hugging Face layout.
fn rotated(row: u32, column: u32, d: u32, position: u32) -> f32 {
  if (d >= HEAD_DIM) {
    return 0.0;
  }
  let low = d < HALF;
  let angle = angles[position * HALF + select(d - HALF, d, low)];
  let partner = projected(row, select(column + d - HALF, column + d + HALF, low));
  return times_add1(projected(row, column + d), kept1(angle.x), times1(select(partner, -partner, low), kept1(angle.y)));
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  begin_math(params.rows);
  let head = id.x / HEAD_GROUPS;
  let group = id.x % HEAD_GROUPS;
  let row = id.y;
  if (head >= HEADS + 2u * KV_HEADS) {
    return;
  }
  let here = step_rows[row];
  let column = head * HEAD_GROUPS * 4u;
  let d = group * 4u;
  if (head >= HEADS + KV_HEADS) {
    let at = column + d;
    let v = vec4f(projected(row, at), projected(row, at + 1u), projected(row, at + 2u), projected(row, at + 3u));
    v_cache[(here.slot * KV_HEADS + head - HEADS - KV_HEADS) * HEAD_GROUPS + group] = narrow4(v);
    return;
  }
  let turned = narrow4(vec4f(
    rotated(row, column, d, here.position),
    rotated(row, column, d + 1u, here.position),
    rotated(row, column, d + 2u, here.position),
    rotated(row, column, d + 3u, here.position),
  ));
  if (head < HEADS) {
    q[(row * HEADS + head) * HEAD_GROUPS + group] = turned;
  } else {
    k_cache[(here.slot * KV_HEADS + head - HEADS) * HEAD_GROUPS + group] = turned;
  }
}
