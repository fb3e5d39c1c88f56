// y = x / sqrt(mean(x * x) + epsilon) * gain, in f32: what a kernel of anybody's for RMSNorm is called like. One workgroup to a row; its
// threads take every 64th term, and their sums are halved. The order follows the row's length alone.

struct Params {
  rows: u32,    // M
  hidden: u32,
  epsilon: f32,
}

@group(0) @binding(0) var<storage, read> x: array<f32>;       // (rows, hidden)
@group(0) @binding(1) var<storage, read> gain: array<f32>;    // (hidden)
@group(0) @binding(2) var<storage, read_write> y: array<f32>; // (rows, hidden)
@group(0) @binding(3) var<uniform> params: Params;

const THREADS = 64u;
var<workgroup> sums: array<f32, THREADS>;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  let at = workgroup.x * params.hidden;
  var squares = 0.0;
  for (var i = thread; i < params.hidden; i += THREADS) {
    squares = fma(x[at + i], x[at + i], squares);
  }
  sums[thread] = squares;
  workgroupBarrier();
  for (var stride = THREADS / 2u; stride > 0u; stride /= 2u) {
    if (thread < stride) {
      sums[thread] += sums[thread + stride];
    }
    workgroupBarrier();
  }
  let scale = inverseSqrt(sums[0] / f32(params.hidden) + params.epsilon);
  for (var i = thread; i < params.hidden; i += THREADS) {
    y[at + i] = (x[at + i] * scale) * gain[i];
  }
}
