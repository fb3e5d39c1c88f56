// Merges a row's splits in index order by (max, sum, vector), divides once, rounds. One split takes the same path.
// A row of no splits here is done already. The rescale factor is exactly 1 where the maximum stays, by select: exp(0) need not be.

struct Params {
  groups: u32, // HEADS * HEAD_DIM / 4, rounded up: no padding between heads here
}

struct Splits {
  first: u32, // index of the row's first item
  count: u32,
}

override HEADS: u32;
override HEAD_DIM: u32;
override HEAD_STRIDE: u32 = (HEAD_DIM + 3u) / 4u * 4u;

@group(0) @binding(0) var<storage, read> splits: array<Splits>;     // (rows)
@group(0) @binding(1) var<storage, read> values: array<f32>;        // (items, HEADS, HEAD_STRIDE)
@group(0) @binding(2) var<storage, read> stats: array<vec2f>;       // (items, HEADS): max, sum
@group(0) @binding(3) var<storage, read_write> y: array<Act4>;      // (rows, groups)
@group(0) @binding(4) var<uniform> params: Params;

fn rescale(old: f32, highest: f32) -> f32 {
  return select(exp1(old - highest), 1.0, old == highest);
}

fn merged(row: Splits, element: u32) -> f32 {
  if (element >= HEADS * HEAD_DIM) {
    return 0.0;
  }
  let head = element / HEAD_DIM;
  let d = element % HEAD_DIM;
  var at = row.first * HEADS + head;
  var highest = stats[at].x;
  var sum = stats[at].y;
  var value = values[at * HEAD_STRIDE + d];
  for (var split = 1u; split < row.count; split++) {
    at += HEADS;
    let next = stats[at];
    let top = max(highest, next.x);
    let keep = rescale(highest, top);
    let take = rescale(next.x, top);
    sum = times_add1(next.y, take, times1(sum, keep));
    value = times_add1(values[at * HEAD_STRIDE + d], take, times1(value, keep));
    highest = top;
  }
  return divide1(value, sum);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  begin_math(params.groups);
  let group = id.x;
  let row = id.y;
  let here = splits[row];
  if (group >= params.groups || here.count == 0u) {
    return;
  }
  let e = group * 4u;
  let out = vec4f(merged(here, e), merged(here, e + 1u), merged(here, e + 2u), merged(here, e + 3u));
  y[row * params.groups + group] = narrow4(out);
}
