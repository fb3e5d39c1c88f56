// Which of two logits comes first: the higher, and of equal ones that with the lower token id. Follows order_key.wgsl.
// The highest few of many are found by lanes: a lane knows the highest of its own that is not taken yet, each round takes
// the highest of all lanes, and only its lane looks again. A kernel says what its lanes hold:
//   fn lane_of(token: u32) -> u32                      which lane a token is in
//   fn highest_after(lane: u32, last: Entry) -> Entry  the lane's first in order behind `last`, NOBODY where there is none
// How many threads share the lanes changes nothing.

const LANES = 128u;
override THREADS: u32; // a power of two, at most LANES

struct Entry {
  key: u32, // grows with the value
  token: u32,
}

const NO_TOKEN = 0xffffffffu;
const NOBODY = Entry(0u, NO_TOKEN);        // behind every logit
const EVERYBODY = Entry(0xffffffffu, 0u);  // ahead of every number

fn ahead(a: Entry, b: Entry) -> bool {
  return a.key > b.key || (a.key == b.key && a.token < b.token);
}

var<workgroup> lane_best: array<Entry, LANES>;
var<workgroup> met: array<Entry, THREADS>;

// The first in order of what the threads bring; afterwards no thread reads `met` any more.
fn first_of_threads(thread: u32, own: Entry) -> Entry {
  met[thread] = own;
  workgroupBarrier();
  for (var stride = THREADS / 2u; stride > 0u; stride /= 2u) {
    if (thread < stride && ahead(met[thread + stride], met[thread])) {
      met[thread] = met[thread + stride];
    }
    workgroupBarrier();
  }
  let first = met[0];
  workgroupBarrier();
  return first;
}

fn rank_lanes(thread: u32) {
  for (var lane = thread; lane < LANES; lane += THREADS) {
    lane_best[lane] = highest_after(lane, EVERYBODY);
  }
}

// The highest of all lanes, which its lane then lets go.
fn take_highest(thread: u32) -> Entry {
  var highest = lane_best[thread];
  for (var lane = thread + THREADS; lane < LANES; lane += THREADS) {
    if (ahead(lane_best[lane], highest)) {
      highest = lane_best[lane];
    }
  }
  let taken = first_of_threads(thread, highest);
  let lane = lane_of(taken.token);
  if (taken.token != NO_TOKEN && lane % THREADS == thread) {
    lane_best[lane] = highest_after(lane, taken);
  }
  return taken;
}
