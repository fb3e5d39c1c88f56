// How large an error each row would meet in the smaller width: its scale times the sum of the magnitudes of a few random sums, all of integers, cut to
// 24 bits, so that one product of two f32 is all that is rounded. src/numerics/error-projection.ts says the same.

struct Params {
  words: u32, // of a row of q8, without its scale
  count: u32, // of random sums
}

const THREADS = 32u;
const NOT_A_NUMBER = 0x7fc00000u;

@group(0) @binding(0) var<storage, read> x: array<u32>;                // (rows, words + 4): four bytes a word, then the scale
@group(0) @binding(1) var<storage, read> rule: array<u32>;             // the threshold and three that mean nothing, then (count, words)
@group(0) @binding(2) var<storage, read_write> estimates: array<u32>;  // (rows) bits of an f32
@group(0) @binding(3) var<uniform> params: Params;

var<workgroup> magnitudes: atomic<u32>;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  let begin = workgroup.x * (params.words + 4u);
  var own = 0u;
  for (var j = thread; j < params.count; j += THREADS) {
    var sum = 0;
    for (var word = 0u; word < params.words; word++) {
      sum += dot_bytes(rule[4u + j * params.words + word], x[begin + word]);
    }
    own += u32(abs(sum));
  }
  atomicAdd(&magnitudes, own);
  workgroupBarrier();
  if (thread == 0u) {
    let total = atomicLoad(&magnitudes);
    let scale = x[begin + params.words];
    let bits = 32u - countLeadingZeros(total);
    let cut = max(bits, 24u) - 24u;
    let estimate = bitcast<f32>(scale) * f32((total >> cut) << cut);
    estimates[workgroup.x] = select(bitcast<u32>(estimate), NOT_A_NUMBER, scale == NOT_A_NUMBER);
  }
}
