// The TOP highest logits of each row, descending, ties by lower id, and log(sum(exp(logits))). One workgroup to a row:
// each round finds the highest logit that comes after the round before.

struct Params {
  vocabulary: u32,
}

struct Entry {
  token: u32,
  logit: f32,
}

const THREADS = 128u;
override TOP: u32;

@group(0) @binding(0) var<storage, read> logits: array<f32>;          // (rows, vocabulary)
@group(0) @binding(1) var<storage, read_write> top: array<Entry>;     // (rows, TOP + 1); last: (TOP, log-sum-exp)
@group(0) @binding(2) var<uniform> params: Params;

var<workgroup> best: array<Entry, THREADS>;
var<workgroup> sums: array<f32, THREADS>;

fn before(a: Entry, b: Entry) -> bool {
  return a.logit > b.logit || (a.logit == b.logit && a.token < b.token);
}

fn highest_after(row: u32, last: Entry, thread: u32) -> Entry {
  var found = Entry(params.vocabulary, bitcast<f32>(0xff7fffffu));
  for (var token = thread; token < params.vocabulary; token += THREADS) {
    let entry = Entry(token, logits[row * params.vocabulary + token]);
    if (before(last, entry) && before(entry, found)) {
      found = entry;
    }
  }
  return found;
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  let row = workgroup.x;
  // Not infinity, and token wraps to "before every other": the first round takes any finite logit.
  var last = Entry(0u, bitcast<f32>(0x7f7fffffu));
  var highest = 0.0;
  for (var rank = 0u; rank < TOP; rank++) {
    best[thread] = highest_after(row, last, thread);
    workgroupBarrier();
    for (var stride = THREADS / 2u; stride > 0u; stride /= 2u) {
      if (thread < stride && before(best[thread + stride], best[thread])) {
        best[thread] = best[thread + stride];
      }
      workgroupBarrier();
    }
    last = best[0];
    highest = select(highest, last.logit, rank == 0u);
    if (thread == 0u) {
      top[row * (TOP + 1u) + rank] = last;
    }
    workgroupBarrier();
  }
  var sum = 0.0;
  for (var token = thread; token < params.vocabulary; token += THREADS) {
    sum += exp(logits[row * params.vocabulary + token] - highest);
  }
  sums[thread] = sum;
  workgroupBarrier();
  for (var stride = THREADS / 2u; stride > 0u; stride /= 2u) {
    if (thread < stride) {
      sums[thread] += sums[thread + stride];
    }
    workgroupBarrier();
  }
  if (thread == 0u) {
    top[row * (TOP + 1u) + TOP] = Entry(TOP, highest + log(sums[0]));
  }
}
