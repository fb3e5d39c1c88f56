// The epilogue of q, k and v whose queries and keys are normalised before they are turned, with lib/rope_pairs.wgsl and lib/halving.wgsl:
// the order of qk_norm.wgsl. A workgroup has whole heads; their finished sums meet in its memory, where a thread to a row and a head adds the
// squares.

override HELD_ROWS: u32;    // of a workgroup
override HELD_PAIRS: u32;   // a multiple of HALF_GROUPS
override HELD_THREADS: u32;
override HELD: u32 = 2u * HELD_ROWS * HELD_PAIRS;
override HELD_HEADS: u32 = HELD_ROWS * HELD_PAIRS / HALF_GROUPS;
override NORM_LANES: u32;   // a power of two; of the plan's, those that a head's elements reach
override INVERSE_TERMS: f32;
override EPSILON: f32;

var<workgroup> held: array<vec4f, HELD>;        // (rows, pairs, left and right)
var<workgroup> scales: array<f32, HELD_HEADS>;  // (rows, heads)

fn finish(row: u32, pair: u32, left: vec4f, right: vec4f) {
  let at = 2u * (row % HELD_ROWS * HELD_PAIRS + pair % HELD_PAIRS);
  held[at] = with_bias(left_quad(pair), left);
  held[at + 1u] = with_bias(right_quad(pair), right);
}

// Of one row and head.
fn lane_quad(head: u32, four: u32) -> vec4f {
  var squares = vec4f();
  for (var group = four; group < 2u * HALF_GROUPS; group += NORM_LANES / 4u) {
    let x = held[2u * (head * HALF_GROUPS + group % HALF_GROUPS) + group / HALF_GROUPS];
    squares = times_add4(x, x, squares);
  }
  return squares;
}

fn finish_workgroup(workgroup: vec2u, thread: u32) {
  workgroupBarrier();
  for (var head = thread; head < HELD_HEADS; head += HELD_THREADS) {
    scales[head] = root1(mul_add1(halve_four(halve_fours(head, 0u, 1u, NORM_LANES / 4u)), INVERSE_TERMS, EPSILON));
  }
  workgroupBarrier();
  for (var at = thread; at < HELD_ROWS * HELD_PAIRS; at += HELD_THREADS) {
    let row = workgroup.y * HELD_ROWS + at / HELD_PAIRS;
    let pair = workgroup.x * HELD_PAIRS + at % HELD_PAIRS;
    let head = pair / HALF_GROUPS;
    if (row < params.rows && 2u * pair < params.quads) {
      var left = held[2u * at];
      var right = held[2u * at + 1u];
      if (head < HEADS + KV_HEADS) {
        let scale = scales[at / HALF_GROUPS];
        let group = select(0u, 2u * HALF_GROUPS, head >= HEADS) + pair % HALF_GROUPS;
        left = times4(times4(left, vec4f(scale)), kept4(gain[group]));
        right = times4(times4(right, vec4f(scale)), kept4(gain[group + HALF_GROUPS]));
      }
      turn(row, pair, left, right);
    }
  }
}
