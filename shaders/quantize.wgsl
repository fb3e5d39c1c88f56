// Rows of activations as q8: y = x / s to the nearest integer, ties to even, s = largest magnitude / 127 over the row or over all rows of the call.
// A device may divide approximately, so both quotients are of integers; src/numerics/quantise-row.ts says the same by f64's division.

struct Params {
  groups: u32,   // of four elements, rounded up
  blocks: u32,   // of 32 elements, rounded up
  together: u32, // rows that share a scale: 0 where each has its own
}

override THREADS: u32;

@group(0) @binding(0) var<storage, read> x: array<Act4>;         // (rows, groups)
@group(0) @binding(1) var<storage, read> most: array<u32>;       // (rows), as quantize_most.wgsl gives it
@group(0) @binding(2) var<storage, read_write> y: array<u32>;    // (rows, 8 blocks + 4): four bytes a word, then the scale
@group(0) @binding(3) var<uniform> params: Params;

var<workgroup> highest: atomic<u32>;

const NOT_A_NUMBER = 0x7fc00000u;

// Below 2^-60 a row counts as zero, so that no product of scales is subnormal.
const LEAST_LARGEST = 0x21800000u;

// Of largest / 127, to nearest even: 127 is odd, so there are no ties.
fn scale_bits(largest: u32) -> u32 {
  if (largest >= 0x7f800000u) {
    return NOT_A_NUMBER;
  }
  if (largest < LEAST_LARGEST) {
    return 0u;
  }
  let significand = (largest & 0x7fffffu) | 0x800000u;
  let low = (significand << 7u) / 127u < 0x1000000u;
  let shift = select(6u, 7u, low);
  let dividend = significand << shift;
  let quotient = dividend / 127u + select(0u, 1u, 2u * (dividend % 127u) > 127u);
  // A quotient of 2^24 carries into the exponent.
  return (((largest >> 23u) - shift) << 23u) + (quotient - 0x800000u);
}

// Twice |x| and s in units of s's last place: 2 |x| + s is at most 255 s, below 2^32.
fn nearest(bits: u32, scale: u32) -> u32 {
  let exponent = (bits >> 23u) & 0xffu;
  let above = exponent + 1u - (scale >> 23u);
  // Below s / 2 by its exponent alone.
  if (scale == 0u || scale == NOT_A_NUMBER || exponent + 1u < (scale >> 23u)) {
    return 0u;
  }
  let s = (scale & 0x7fffffu) | 0x800000u;
  let sum = (((bits & 0x7fffffu) | 0x800000u) << above) + s;
  let quotient = sum / (2u * s);
  let tie = sum % (2u * s) == 0u;
  let magnitude = quotient - select(0u, quotient & 1u, tie);
  return select(magnitude, 0u - magnitude, (bits >> 31u) == 1u) & 0xffu;
}

fn quantised(group: Act4, scale: u32) -> u32 {
  let bits = bitcast<vec4u>(widen4(group));
  return nearest(bits.x, scale) | (nearest(bits.y, scale) << 8u) | (nearest(bits.z, scale) << 16u) |
    (nearest(bits.w, scale) << 24u);
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  begin_math(params.groups);
  let row = workgroup.x;
  if (params.together == 0u) {
    if (thread == 0u) {
      atomicStore(&highest, most[row]);
    }
  } else {
    var own = 0u;
    for (var other = thread; other < params.together; other += THREADS) {
      own = max(own, most[other]);
    }
    atomicMax(&highest, own);
  }
  workgroupBarrier();
  let scale = scale_bits(atomicLoad(&highest));
  let words = 8u * params.blocks;
  let begin = row * (words + 4u);
  for (var word = thread; word < words; word += THREADS) {
    var bytes = 0u;
    if (word < params.groups) {
      bytes = quantised(x[row * params.groups + word], scale);
    }
    y[begin + word] = bytes;
  }
  if (thread == 0u) {
    y[begin + words] = scale;
  }
}
