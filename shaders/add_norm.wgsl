// residual += projection, rounded; normed = residual / rms(residual) * gain, rounded. One workgroup to a row.
// The projection arrives as the partial sums of its matmul and is added up here in index order. LANES lanes sum the
// squares, lane j those of i = j (mod LANES): a thread takes four neighbouring lanes at a time, so it squares just what it
// added. How many threads share the lanes changes no order.

struct Params {
  step_rows: u32, // rows of `partials` and `residual`
  groups: u32,    // hidden / 4, rounded up
  parts: u32,     // 0 where there is nothing to add
  inverse_terms: f32,
  epsilon: f32,
}

override LANES: u32;
override THREADS: u32; // a divisor of LANES / 4

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

// Adds the projection to every group of four elements that belongs to four lanes; returns the lanes' sums of squares.
fn add_and_square(row: u32, four: u32) -> vec4f {
  var squares = vec4f();
  for (var group = four; group < params.groups; group += LANES / 4u) {
    let at = row * params.groups + group;
    var x = widen4(residual[at]);
    if (params.parts > 0u) {
      let sum = narrow4(x + projection(row, group));
      residual[at] = sum;
      x = widen4(sum);
    }
    squares = fma(x, x, squares);
  }
  return squares;
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  let row = source_rows[workgroup.x];
  for (var four = thread; four < LANES / 4u; four += THREADS) {
    let squares = add_and_square(row, four);
    lanes[4u * four] = squares.x;
    lanes[4u * four + 1u] = squares.y;
    lanes[4u * four + 2u] = squares.z;
    lanes[4u * four + 3u] = squares.w;
  }
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
