// Sums that few or many threads share and meet for, as norms and choices do: each its own of 1,024 terms, then all by halves.

const TERMS = 1024u;
const ROUNDS = 8u;

override THREADS: u32; // a power of two

@group(0) @binding(0) var<storage, read> terms: array<f32>;       // (TERMS)
@group(0) @binding(1) var<storage, read_write> sums: array<f32>;  // (workgroups)

var<workgroup> shares: array<f32, THREADS>;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  var total = 0.0;
  for (var round = 0u; round < ROUNDS; round++) {
    var share = total;
    for (var at = thread; at < TERMS; at += THREADS) {
      share += terms[at];
    }
    shares[thread] = share;
    workgroupBarrier();
    for (var stride = THREADS / 2u; stride > 0u; stride /= 2u) {
      if (thread < stride) {
        shares[thread] += shares[thread + stride];
      }
      workgroupBarrier();
    }
    total = shares[0];
    workgroupBarrier();
  }
  if (thread == 0u) {
    sums[workgroup.x] = total;
  }
}
