// residual += projection, rounded; normed = residual / rms(residual) * gain, rounded. One workgroup to a row.
// The projection arrives as the partial sums of its matmul and is added up here in index order. LANES lanes sum the
// squares, lane j those of i = j (mod LANES): a thread holds four neighbouring lanes, so it squares just what it added.

struct Params {
  step_rows: u32, // rows of `partials` and `residual`
  groups: u32,    // hidden / 4, rounded up
  parts: u32,     // 0 where there is nothing to add
  inverse_terms: f32,
  epsilon: f32,
}

override LANES: u32;
override THREADS: u32 = LANES / 4u;

@group(0) @binding(0) var<storage, read> source_rows: array<u32>;       // (rows): row of the step
@group(0) @binding(1) var<storage, read> partials: array<vec4f>;        // (parts, step_rows, groups)
@group(0) @binding(2) var<storage, read> gain: array<vec4f>;            // (groups)
@group(0) @binding(3) var<storage, read_write> residual: array<Act4>;   // (step_rows, groups)
@group(0) @binding(4) var<storage, read_write> normed: array<Act4>;     // (rows, groups)
@group(0) @binding(5) var<uniform> params: Params;

var<workgroup> lanes: array<f32, LANES>;

fn projection(row: u32, group: u32) -> vec4f {
  let at = row * params.groups + group;
  var total = partials[at];
  for (var part = 1u; part < params.parts; part++) {
    total += partials[part * params.step_rows * params.groups + at];
  }
  return total;
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  let row = source_rows[workgroup.x];
  var squares = vec4f();
  for (var group = thread; group < params.groups; group += THREADS) {
    let at = row * params.groups + group;
    if (params.parts > 0u) {
      residual[at] = narrow4(widen4(residual[at]) + projection(row, group));
    }
    let x = widen4(residual[at]);
    squares = fma(x, x, squares);
  }
  lanes[4u * thread] = squares.x;
  lanes[4u * thread + 1u] = squares.y;
  lanes[4u * thread + 2u] = squares.z;
  lanes[4u * thread + 3u] = squares.w;
  workgroupBarrier();
  for (var stride = LANES / 2u; stride > 0u; stride /= 2u) {
    for (var lane = thread; lane < stride; lane += THREADS) {
      lanes[lane] += lanes[lane + stride];
    }
    workgroupBarrier();
  }
  let scale = inverseSqrt(fma(lanes[0], params.inverse_terms, params.epsilon));
  for (var group = thread; group < params.groups; group += THREADS) {
    let x = widen4(residual[row * params.groups + group]);
    normed[workgroup.x * params.groups + group] = narrow4((x * scale) * gain[group]);
  }
}
