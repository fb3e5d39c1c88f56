// The lanes of a norm, each of whose fours one thread of the workgroup sums, and their halving tree. How many threads share the lanes
// changes no order.
override LANES: u32;
override THREADS: u32; // a divisor of LANES / 4

var<workgroup> lanes: array<f32, LANES>;

fn keep_four(four: u32, sums: vec4f) {
  lanes[4u * four] = sums.x;
  lanes[4u * four + 1u] = sums.y;
  lanes[4u * four + 2u] = sums.z;
  lanes[4u * four + 3u] = sums.w;
}

// Of what all threads have kept; all must come here.
fn sum_of_lanes(thread: u32) -> f32 {
  workgroupBarrier();
  for (var stride = LANES / 2u; stride > 0u; stride /= 2u) {
    for (var lane = thread; lane < stride; lane += THREADS) {
      lanes[lane] += lanes[lane + stride];
    }
    workgroupBarrier();
  }
  return lanes[0];
}
