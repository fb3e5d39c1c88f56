// How one row's logits differ from another's, slice by slice: counts and maxima of integers, which have no order, and sums that
// the Kullback-Leibler divergence follows from. With p = softmax(a) and u = (b - a) - shift, where `shift` is near the
// difference of the two log-sum-exps, so that u is small where the rows are close:
//   KL = sum p (e^u - 1 - u) - (m - log(1 + m)),  m = sum p (e^u - 1)
// Neither sum cancels: of equal rows but for the last bits each keeps its digits. Lane j holds the tokens j (mod LANES) of a
// slice; they are added by increasing token, the lanes by a halving tree; the slices are left to whoever reads them.

struct Params {
  vocabulary: u32,
  row_a: u32,      // of a's logits
  row_b: u32,      // of b's logits
  contenders: u32, // tokens whose standing is asked for, at most MOST_CONTENDERS
  highest: f32,    // of a
  shift: f32,
}

const SLICE = 4096u;
const LANES = 128u;
const MOST_CONTENDERS = 16u;
const ULP_BINS = 32u;

struct Contender {
  ahead_a: atomic<u32>, // tokens that stand before it in a
  ahead_b: atomic<u32>,
  bits_a: u32,
  bits_b: u32,
}

struct Found {
  differing: atomic<u32>,
  max_ulp: atomic<u32>,
  max_ulp_same_sign: atomic<u32>,
  crossings: atomic<u32>,
  max_absolute: atomic<u32>, // bits of a number that is not negative grow with it
  unused: array<u32, 3>,
  ulp_bins: array<atomic<u32>, ULP_BINS>, // one sign, 2^k to 2^(k+1) - 1 ulp
  contenders: array<Contender, MOST_CONTENDERS>,
}

struct Sums {
  exponentials: f32, // of exp(a - highest)
  m: f32,            // each weighted by exp(a - highest)
  divergence: f32,
  unused: f32,
}

override THREADS: u32; // a power of two, at most LANES

@group(0) @binding(0) var<storage, read> logits_a: array<f32>;         // (rows, vocabulary)
@group(0) @binding(1) var<storage, read> logits_b: array<f32>;         // (rows, vocabulary)
@group(0) @binding(2) var<storage, read> tokens: array<u32>;           // (contenders)
@group(0) @binding(3) var<storage, read_write> found: Found;           // zero beforehand
@group(0) @binding(4) var<storage, read_write> sums: array<Sums>;      // (slices)
@group(0) @binding(5) var<uniform> params: Params;

var<workgroup> lane_sums: array<vec3f, LANES>;
var<workgroup> differing: atomic<u32>;
var<workgroup> crossings: atomic<u32>;
var<workgroup> max_ulp: atomic<u32>;
var<workgroup> max_ulp_same_sign: atomic<u32>;
var<workgroup> max_absolute: atomic<u32>;
var<workgroup> bins: array<atomic<u32>, ULP_BINS>;

var<private> first: u32;
var<private> count: u32;

fn a_at(token: u32) -> f32 {
  return logits_a[params.row_a * params.vocabulary + token];
}

fn b_at(token: u32) -> f32 {
  return logits_b[params.row_b * params.vocabulary + token];
}

// Steps along the ordered line of all f32 between two that are not equal.
fn ulp_distance(a: f32, b: f32) -> u32 {
  // A negative's key is one short of its distance from 0.
  let key_a = order_key(a) + select(0u, 1u, bitcast<u32>(a) > 0x80000000u);
  let key_b = order_key(b) + select(0u, 1u, bitcast<u32>(b) > 0x80000000u);
  return max(key_a, key_b) - min(key_a, key_b);
}

fn look_at(a: f32, b: f32) {
  let crossed = bitcast<u32>(a) ^ bitcast<u32>(b);
  if (crossed == 0u) {
    return;
  }
  let ulp = ulp_distance(a, b);
  atomicAdd(&differing, 1u);
  atomicMax(&max_ulp, ulp);
  atomicMax(&max_absolute, bitcast<u32>(abs(a - b)));
  if ((crossed & 0x80000000u) != 0u) {
    atomicAdd(&crossings, 1u);
  } else {
    atomicMax(&max_ulp_same_sign, ulp);
    atomicAdd(&bins[firstLeadingBit(ulp)], 1u);
  }
}

// What a token adds to the sums. e^u - 1 - u is never negative; where u is large, e^u alone might be too large, its product never.
fn terms(a: f32, u: f32) -> vec3f {
  let weight = exp(a - params.highest);
  if (abs(u) >= 0.5) {
    let moved = exp((a - params.highest) + u) - weight;
    return vec3f(weight, moved, moved - weight * u);
  }
  var series = 1.0 / 40320.0;
  series = fma(series, u, 1.0 / 5040.0);
  series = fma(series, u, 1.0 / 720.0);
  series = fma(series, u, 1.0 / 120.0);
  series = fma(series, u, 1.0 / 24.0);
  series = fma(series, u, 1.0 / 6.0);
  let beyond = weight * (u * u * fma(series, u, 0.5));
  return vec3f(weight, fma(weight, u, beyond), beyond);
}

fn sum_lane(lane: u32) -> vec3f {
  var sum = vec3f();
  for (var at = lane; at < count; at += LANES) {
    let a = a_at(first + at);
    let b = b_at(first + at);
    look_at(a, b);
    sum += terms(a, (b - a) - params.shift);
  }
  return sum;
}

// Counts, for the whole row by all slices, what stands before a contender.
fn rank(contender: u32, thread: u32) {
  let token = tokens[contender];
  let key_a = order_key(a_at(token));
  let key_b = order_key(b_at(token));
  var ahead_a = 0u;
  var ahead_b = 0u;
  for (var at = thread; at < count; at += THREADS) {
    let other = first + at;
    let other_a = order_key(a_at(other));
    let other_b = order_key(b_at(other));
    let before = other < token;
    ahead_a += select(0u, 1u, other_a > key_a || (other_a == key_a && before));
    ahead_b += select(0u, 1u, other_b > key_b || (other_b == key_b && before));
  }
  atomicAdd(&found.contenders[contender].ahead_a, ahead_a);
  atomicAdd(&found.contenders[contender].ahead_b, ahead_b);
  if (first == 0u && thread == 0u) {
    found.contenders[contender].bits_a = bitcast<u32>(a_at(token));
    found.contenders[contender].bits_b = bitcast<u32>(b_at(token));
  }
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  first = workgroup.x * SLICE;
  count = min(SLICE, params.vocabulary - first);
  for (var lane = thread; lane < LANES; lane += THREADS) {
    lane_sums[lane] = sum_lane(lane);
  }
  for (var contender = 0u; contender < params.contenders; contender++) {
    rank(contender, thread);
  }
  workgroupBarrier();
  for (var stride = LANES / 2u; stride > 0u; stride /= 2u) {
    for (var lane = thread; lane < stride; lane += THREADS) {
      lane_sums[lane] += lane_sums[lane + stride];
    }
    workgroupBarrier();
  }
  if (thread == 0u) {
    sums[workgroup.x] = Sums(lane_sums[0].x, lane_sums[0].y, lane_sums[0].z, 0.0);
    atomicAdd(&found.differing, atomicLoad(&differing));
    atomicAdd(&found.crossings, atomicLoad(&crossings));
    atomicMax(&found.max_ulp, atomicLoad(&max_ulp));
    atomicMax(&found.max_ulp_same_sign, atomicLoad(&max_ulp_same_sign));
    atomicMax(&found.max_absolute, atomicLoad(&max_absolute));
  }
  for (var bin = thread; bin < ULP_BINS; bin += THREADS) {
    atomicAdd(&found.ulp_bins[bin], atomicLoad(&bins[bin]));
  }
}
