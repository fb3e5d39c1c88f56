// The halving tree over lanes as one thread adds it: lane j and the lane half of them further on, and so on down to one. A kernel says what
// four neighbouring lanes have, of whatever it adds:
//   fn lane_quad(item: u32, four: u32) -> vec4f

// Every `stride`-th four of lanes from `start`, so many as a power of two says. Visited in the order in which the tree joins them, no more
// than one sum a level waits for its other half.
fn halve_fours(item: u32, start: u32, stride: u32, fours: u32) -> vec4f {
  var waiting = array<vec4f, 8>();
  var count = 0u;
  for (var i = 0u; i < fours; i++) {
    // The bits of i reversed: 0, then the one half of all further on.
    let visited = (reverseBits(i) >> 1u) >> countLeadingZeros(fours);
    var sum = lane_quad(item, start + stride * visited);
    for (var joined = i; (joined & 1u) == 1u; joined >>= 1u) {
      count--;
      sum = waiting[count] + sum;
    }
    waiting[count] = sum;
    count++;
  }
  return waiting[0];
}

fn halve_four(lanes: vec4f) -> f32 {
  let pairs = lanes.xy + lanes.zw;
  return pairs.x + pairs.y;
}
