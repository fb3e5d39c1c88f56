// The TOP highest logits of each row, descending, ties by lower id, and log(sum(exp(logits))). One workgroup to a row.
// Lane j holds the tokens j (mod LANES) and knows the highest of them that is not taken yet; each round takes the highest
// of all lanes, whose lane alone looks again. How many threads share the lanes changes nothing.

struct Params {
  vocabulary: u32,
}

struct Entry {
  token: u32,
  logit: f32,
}

const LANES = 128u;
override THREADS: u32; // a power of two, at most LANES
override TOP: u32;

@group(0) @binding(0) var<storage, read> logits: array<f32>;          // (rows, vocabulary)
@group(0) @binding(1) var<storage, read_write> top: array<Entry>;     // (rows, TOP + 1); last: (TOP, log-sum-exp)
@group(0) @binding(2) var<uniform> params: Params;

var<workgroup> best: array<Entry, LANES>;
var<workgroup> found: array<Entry, THREADS>;
var<workgroup> sums: array<f32, LANES>;

fn before(a: Entry, b: Entry) -> bool {
  return a.logit > b.logit || (a.logit == b.logit && a.token < b.token);
}

fn highest_after(row: u32, last: Entry, lane: u32) -> Entry {
  var highest = Entry(params.vocabulary, bitcast<f32>(0xff7fffffu));
  for (var token = lane; token < params.vocabulary; token += LANES) {
    let entry = Entry(token, logits[row * params.vocabulary + token]);
    if (before(last, entry) && before(entry, highest)) {
      highest = entry;
    }
  }
  return highest;
}

// The highest of all lanes; afterwards no thread reads `found` any more.
fn highest_of_lanes(thread: u32) -> Entry {
  var highest = best[thread];
  for (var lane = thread + THREADS; lane < LANES; lane += THREADS) {
    if (before(best[lane], highest)) {
      highest = best[lane];
    }
  }
  found[thread] = highest;
  workgroupBarrier();
  for (var stride = THREADS / 2u; stride > 0u; stride /= 2u) {
    if (thread < stride && before(found[thread + stride], found[thread])) {
      found[thread] = found[thread + stride];
    }
    workgroupBarrier();
  }
  highest = found[0];
  workgroupBarrier();
  return highest;
}

fn exp_sum(row: u32, highest: f32, lane: u32) -> f32 {
  var sum = 0.0;
  for (var token = lane; token < params.vocabulary; token += LANES) {
    sum += exp(logits[row * params.vocabulary + token] - highest);
  }
  return sum;
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  let row = workgroup.x;
  // Not infinity, and token wraps to "before every other": the first round takes any finite logit.
  var last = Entry(0u, bitcast<f32>(0x7f7fffffu));
  for (var lane = thread; lane < LANES; lane += THREADS) {
    best[lane] = highest_after(row, last, lane);
  }
  var highest = 0.0;
  for (var rank = 0u; rank < TOP; rank++) {
    last = highest_of_lanes(thread);
    highest = select(highest, last.logit, rank == 0u);
    if (thread == 0u) {
      top[row * (TOP + 1u) + rank] = last;
    }
    let lane = last.token % LANES;
    if (lane % THREADS == thread) {
      best[lane] = highest_after(row, last, lane);
    }
  }
  for (var lane = thread; lane < LANES; lane += THREADS) {
    sums[lane] = exp_sum(row, highest, lane);
  }
  workgroupBarrier();
  for (var stride = LANES / 2u; stride > 0u; stride /= 2u) {
    for (var lane = thread; lane < stride; lane += THREADS) {
      sums[lane] += sums[lane + stride];
    }
    workgroupBarrier();
  }
  if (thread == 0u) {
    top[row * (TOP + 1u) + TOP] = Entry(TOP, highest + log(sums[0]));
  }
}
