// The form without subgroups: sums and maxima over a workgroup of THREADS threads, a power of two, by a halving tree through
// workgroup memory. All threads must call, and get the result.
var<workgroup> met: array<vec4f, THREADS>;

fn total(own: vec4f, thread: u32) -> vec4f {
  met[thread] = own;
  workgroupBarrier();
  for (var half = THREADS / 2u; half > 0u; half /= 2u) {
    if (thread < half) {
      met[thread] += met[thread + half];
    }
    workgroupBarrier();
  }
  let all = met[0];
  workgroupBarrier();
  return all;
}

fn highest(own: vec4f, thread: u32) -> vec4f {
  met[thread] = own;
  workgroupBarrier();
  for (var half = THREADS / 2u; half > 0u; half /= 2u) {
    if (thread < half) {
      met[thread] = max(met[thread], met[thread + half]);
    }
    workgroupBarrier();
  }
  let all = met[0];
  workgroupBarrier();
  return all;
}
