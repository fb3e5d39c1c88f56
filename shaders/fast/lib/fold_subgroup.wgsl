// Adds up what the lanes of a subgroup hold of the same quad, QUADS neighbouring threads having one each: every one of them
// then holds the sum. Needs a subgroup of SUBGROUP neighbouring threads, a power of two.
override SUBGROUP: u32;

fn fold(own: vec4f) -> vec4f {
  var sum = own;
  for (var stride = QUADS; stride < SUBGROUP; stride *= 2u) {
    sum += subgroupShuffleXor(sum, stride);
  }
  return sum;
}
