// RMSNorm of all queries of a row at once, and of all its keys, on the finished sums of their projection and in the place of its first part:
// whoever reads them next finds one part. Values are added up and go through unchanged. Nothing is rounded. LANES lanes sum the squares,
// lane j those of i = j (mod LANES), whichever thread walks a lane; elements are counted without the padding of their heads.

struct Params {
  rows: u32,
  parts: u32,
  epsilon: f32,
}

override HEADS: u32;
override KV_HEADS: u32;
override HEAD_DIM: u32;
override STRIDE: u32 = (HEAD_DIM + 3u) / 4u * 4u; // of heads
override COLUMNS: u32 = (HEADS + 2u * KV_HEADS) * STRIDE;
override QUERY_LANES: u32;
override KEY_LANES: u32;
override MOST_LANES: u32; // of the two
override THREADS: u32;    // a divisor of both
override INVERSE_QUERIES: f32; // 1 over the elements of a row's
override INVERSE_KEYS: f32;

@group(0) @binding(0) var<storage, read> gain: array<f32>;               // (HEADS + KV_HEADS, STRIDE): of queries, of keys
@group(0) @binding(1) var<storage, read_write> partials: array<f32>;     // (parts, rows, COLUMNS)
@group(0) @binding(2) var<uniform> params: Params;

var<workgroup> lanes: array<f32, MOST_LANES>;

// Leaves the finished sum in the first part. A thread reads later only elements that it has finished itself.
fn finish(at: u32) -> f32 {
  var total = partials[at];
  for (var part = 1u; part < params.parts; part++) {
    total += partials[part * params.rows * COLUMNS + at];
  }
  partials[at] = total;
  return total;
}

// Where an element of a run of heads lies.
fn padded(element: u32) -> u32 {
  return element / HEAD_DIM * STRIDE + element % HEAD_DIM;
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  begin_math(params.rows);
  // Queries, keys and values, one after the other.
  let run = workgroup.x;
  let before = select(HEADS + (run - 1u) * KV_HEADS, 0u, run == 0u) * STRIDE;
  let terms = select(KV_HEADS, HEADS, run == 0u) * HEAD_DIM;
  let count = select(KEY_LANES, QUERY_LANES, run == 0u);
  let first = workgroup.y * COLUMNS + before;
  for (var lane = thread; lane < count; lane += THREADS) {
    var squares = 0.0;
    for (var element = lane; element < terms; element += count) {
      let x = finish(first + padded(element));
      squares = times_add1(x, x, squares);
    }
    lanes[lane] = squares;
  }
  workgroupBarrier();
  for (var stride = count / 2u; stride > 0u; stride /= 2u) {
    for (var lane = thread; lane < stride; lane += THREADS) {
      lanes[lane] += lanes[lane + stride];
    }
    workgroupBarrier();
  }
  if (run == 2u) {
    return;
  }
  let scale = root1(mul_add1(lanes[0], select(INVERSE_KEYS, INVERSE_QUERIES, run == 0u), params.epsilon));
  for (var element = thread; element < terms; element += THREADS) {
    let at = padded(element);
    partials[first + at] = times1(times1(partials[first + at], scale), kept1(gain[before + at]));
  }
}
