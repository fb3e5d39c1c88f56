// RMSNorm of each query and key, K = HEAD_DIM, on the finished sums of their projection and in the place of its first part:
// whoever reads them next finds one part. Values are added up and go through unchanged. Nothing is rounded. LANES lanes sum the
// squares, lane j those of i = j (mod LANES), whichever thread walks a lane.

struct Params {
  rows: u32,
  parts: u32,
  epsilon: f32,
}

override HEADS: u32;
override KV_HEADS: u32;
override HEAD_DIM: u32;
override HEAD_GROUPS: u32 = (HEAD_DIM + 3u) / 4u;
override INVERSE_TERMS: f32;

@group(0) @binding(0) var<storage, read> gain: array<vec4f>;              // (2, HEAD_GROUPS): of queries, of keys
@group(0) @binding(1) var<storage, read_write> partials: array<vec4f>;    // (parts, rows, HEADS + 2 * KV_HEADS, HEAD_GROUPS)
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  begin_math(params.rows);
  let head = workgroup.x;
  let all = HEADS + 2u * KV_HEADS;
  let step = params.rows * all * HEAD_GROUPS;
  let first = (workgroup.y * all + head) * HEAD_GROUPS;
  for (var four = thread; four < LANES / 4u; four += THREADS) {
    var squares = vec4f();
    for (var group = four; group < HEAD_GROUPS; group += LANES / 4u) {
      // A thread reads later only groups that it has finished itself.
      let x = finished(first + group, step);
      partials[first + group] = x;
      squares = times_add4(x, x, squares);
    }
    keep_four(four, squares);
  }
  let squares = sum_of_lanes(thread);
  if (head >= HEADS + KV_HEADS) {
    return;
  }
  let scale = root1(mul_add1(squares, INVERSE_TERMS, params.epsilon));
  let gains = select(0u, HEAD_GROUPS, head >= HEADS);
  for (var four = thread; four < LANES / 4u; four += THREADS) {
    for (var group = four; group < HEAD_GROUPS; group += LANES / 4u) {
      let x = times4(partials[first + group], vec4f(scale));
      partials[first + group] = times4(x, kept4(gain[gains + group]));
    }
  }
}
