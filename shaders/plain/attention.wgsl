// y = softmax(q k * scale) v for decode rows that read one cache, in f32: what a kernel of anybody's for attention is called like. One
// workgroup to a query head of a row, head in x and row in y. A thread owns elements of the output and takes the keys one after the
// other, with a running maximum: the order follows the row's own keys alone.

struct Params {
  rows: u32,     // M
  heads: u32,
  kv_heads: u32, // a divisor of heads: neighbouring query heads share one
  head_dim: u32,
  keys: u32,     // of the cache
  scale: f32,    // 1 / sqrt(head_dim)
}

@group(0) @binding(0) var<storage, read> q: array<f32>;        // (rows, heads, head_dim)
@group(0) @binding(1) var<storage, read> k: array<f32>;        // (keys, kv_heads, head_dim)
@group(0) @binding(2) var<storage, read> v: array<f32>;        // (keys, kv_heads, head_dim)
@group(0) @binding(3) var<storage, read> contexts: array<u32>; // (rows): how many keys, from the first, a row sees
@group(0) @binding(4) var<storage, read_write> y: array<f32>;  // (rows, heads, head_dim)
@group(0) @binding(5) var<uniform> params: Params;

fn score(q_at: u32, k_at: u32) -> f32 {
  var sum = 0.0;
  for (var d = 0u; d < params.head_dim; d++) {
    sum = fma(q[q_at + d], k[k_at + d], sum);
  }
  return sum * params.scale;
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  let row = workgroup.y;
  let head = workgroup.x;
  let kv_head = head / (params.heads / params.kv_heads);
  let q_at = (row * params.heads + head) * params.head_dim;
  for (var d = thread; d < params.head_dim; d += 64u) {
    var highest = -3.4e38;
    var weights = 0.0;
    var total = 0.0;
    for (var key = 0u; key < contexts[row]; key++) {
      let k_at = (key * params.kv_heads + kv_head) * params.head_dim;
      let s = score(q_at, k_at);
      let next = max(highest, s);
      let kept = exp(highest - next);
      let weight = exp(s - next);
      weights = fma(weights, kept, weight);
      total = fma(total, kept, weight * v[k_at + d]);
      highest = next;
    }
    y[q_at + d] = total / weights;
  }
}
