// How the epilogues of the fused q, k and v projection (lib/epilogue_sums.wgsl) end a pair: q and k are turned by their position, k and v
// written to the paged cache, all rounded once. A pair is a quad of a head's lower half and the quad that it is turned with, HALF_GROUPS
// further on: heads are whole runs of eight elements. Angles come from a table made in f64, as in rope_kv.wgsl. What a model adds to the
// sums first, with_bias says.

struct Row {
  position: u32, // in its sequence
  slot: u32,     // in the cache: block * 16 + offset
}

override HEADS: u32;
override KV_HEADS: u32;
override HALF_GROUPS: u32; // head_dim / 8

@group(2) @binding(0) var<storage, read> step_rows: array<Row>;        // (rows)
@group(2) @binding(1) var<storage, read> angles: array<vec4f>;         // (positions, 2 * HALF_GROUPS): cos, sin of two elements
@group(2) @binding(2) var<storage, read_write> q: array<Act4>;         // (rows, HEADS, 2 * HALF_GROUPS)
@group(2) @binding(3) var<storage, read_write> k_cache: array<Act4>;   // (slots, KV_HEADS, 2 * HALF_GROUPS)
@group(2) @binding(4) var<storage, read_write> v_cache: array<Act4>;   // (slots, KV_HEADS, 2 * HALF_GROUPS)

fn left_quad(pair: u32) -> u32 {
  return pair + pair / HALF_GROUPS * HALF_GROUPS;
}

fn right_quad(pair: u32) -> u32 {
  return left_quad(pair) + HALF_GROUPS;
}

fn turn(row: u32, pair: u32, left: vec4f, right: vec4f) {
  let head = pair / HALF_GROUPS;
  let group = pair % HALF_GROUPS;
  let here = step_rows[row];
  if (head >= HEADS + KV_HEADS) {
    let at = (here.slot * KV_HEADS + head - HEADS - KV_HEADS) * 2u * HALF_GROUPS + group;
    v_cache[at] = narrow4(left);
    v_cache[at + HALF_GROUPS] = narrow4(right);
    return;
  }
  let turn = (here.position * HALF_GROUPS + group) * 2u;
  let low = kept4(angles[turn]);
  let high = kept4(angles[turn + 1u]);
  let cosines = vec4f(low.xz, high.xz);
  let sines = vec4f(low.yw, high.yw);
  let turned_left = narrow4(times_add4(left, cosines, times4(-right, sines)));
  let turned_right = narrow4(times_add4(right, cosines, times4(left, sines)));
  if (head < HEADS) {
    let at = (row * HEADS + head) * 2u * HALF_GROUPS + group;
    q[at] = turned_left;
    q[at + HALF_GROUPS] = turned_right;
  } else {
    let at = (here.slot * KV_HEADS + head - HEADS) * 2u * HALF_GROUPS + group;
    k_cache[at] = turned_left;
    k_cache[at + HALF_GROUPS] = turned_right;
  }
}
