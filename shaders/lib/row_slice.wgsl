// What is known of one slice of a row's logits; slices are SLICE tokens long, whatever the device. Follows ranking.wgsl.

const SLICE = 1024u;
const TOP = 8u;

struct RowSlice {
  chosen: vec2u,             // key and token of the highest perturbed logit; of a greedy row of the highest
  finite: u32,               // 1 where every logit is
  exp_sum: f32,              // sum of exp(logit - highest logit of the slice)
  digest: vec4u,             // the slice's share of the row's
  chosen_bits: u32,          // of the chosen token's logit
  top: array<vec2u, TOP>,    // highest logits in order: token and bits; NO_TOKEN where there are fewer
}

var<workgroup> digests: array<vec4u, THREADS>;
var<workgroup> all_finite: array<u32, THREADS>;

// The threads' digests together, and whether all of them met finite logits alone: in place 0, for thread 0 to read.
fn meet(thread: u32, digest: vec4u, finite: u32) {
  digests[thread] = digest;
  all_finite[thread] = finite;
  for (var stride = THREADS / 2u; stride > 0u; stride /= 2u) {
    workgroupBarrier();
    if (thread < stride) {
      digests[thread] += digests[thread + stride];
      all_finite[thread] &= all_finite[thread + stride];
    }
  }
}
