// Sums and maxima over a workgroup of THREADS threads: first in each subgroup, then over the subgroups' results. Needs subgroups
// of SUBGROUP neighbouring threads. All threads must call, and get the result.
override SUBGROUP: u32;

var<workgroup> met: array<vec4f, THREADS / SUBGROUP>;

fn total(own: vec4f, thread: u32) -> vec4f {
  let sum = subgroupAdd(own);
  if (THREADS == SUBGROUP) {
    return sum;
  }
  if (thread % SUBGROUP == 0u) {
    met[thread / SUBGROUP] = sum;
  }
  workgroupBarrier();
  var all = met[0];
  for (var i = 1u; i < THREADS / SUBGROUP; i++) {
    all += met[i];
  }
  workgroupBarrier();
  return all;
}

fn highest(own: vec4f, thread: u32) -> vec4f {
  let top = subgroupMax(own);
  if (THREADS == SUBGROUP) {
    return top;
  }
  if (thread % SUBGROUP == 0u) {
    met[thread / SUBGROUP] = top;
  }
  workgroupBarrier();
  var all = met[0];
  for (var i = 1u; i < THREADS / SUBGROUP; i++) {
    all = max(all, met[i]);
  }
  workgroupBarrier();
  return all;
}
