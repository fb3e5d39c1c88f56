// FlashDecoding (T. Dao and others 2023) with every order free: one run of one row's keys, for up to four query heads that share
// a KV head. A thread scores a key; the tile's maximum and sum are found by all; then threads are dealt out over the elements of
// the values and over slices of the keys, which meet at the end. A row of one run is done then; the runs of others are merged by
// attention_merge.wgsl.

struct Item {
  row: u32,
  table: u32, // where the request's block table begins
  start: u32, // first key
  end: u32,
  whole: u32, // 1 where the run is all that the row sees
}

const BLOCK = 16u;
const LOWEST = -3.0e38;

override THREADS: u32; // and keys at a time
override HEADS: u32;
override KV_HEADS: u32;
override HEAD_DIM: u32;
override HEAD_GROUPS: u32 = (HEAD_DIM + 3u) / 4u;
override GROUP: u32 = HEADS / KV_HEADS;
override SLICES: u32 = THREADS / HEAD_GROUPS;
override SCALE: f32;

@group(0) @binding(0) var<storage, read> q: array<Act4>;               // (rows, HEADS, HEAD_GROUPS)
@group(0) @binding(1) var<storage, read> k_cache: array<Act4>;         // (slots, KV_HEADS, HEAD_GROUPS)
@group(0) @binding(2) var<storage, read> v_cache: array<Act4>;         // (slots, KV_HEADS, HEAD_GROUPS)
@group(0) @binding(3) var<storage, read> items: array<Item>;           // (items)
@group(0) @binding(4) var<storage, read> blocks: array<u32>;           // block tables of all requests
@group(0) @binding(5) var<storage, read_write> values: array<vec4f>;   // (items, HEADS, HEAD_GROUPS)
@group(0) @binding(6) var<storage, read_write> stats: array<vec2f>;    // (items, HEADS): max, sum
@group(0) @binding(7) var<storage, read_write> y: array<Act4>;         // (rows, HEADS, HEAD_GROUPS)

var<workgroup> weights: array<vec4f, THREADS>; // of each key of the tile, for four heads
var<workgroup> cached: array<u32, THREADS>;    // where the keys and values of the tile lie in the cache
var<workgroup> sums: array<mat4x4f, THREADS>;  // (slices, groups): what a slice gives four heads

// The scores of one key for four query heads.
fn scores_of(k_at: u32, q_at: vec4u) -> vec4f {
  var scores = vec4f();
  for (var group = 0u; group < HEAD_GROUPS; group++) {
    let k = widen4(k_cache[k_at + group]);
    scores += vec4f(
      dot(k, widen4(q[q_at.x + group])),
      dot(k, widen4(q[q_at.y + group])),
      dot(k, widen4(q[q_at.z + group])),
      dot(k, widen4(q[q_at.w + group])),
    );
  }
  return scores * SCALE;
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  let item = items[workgroup.x];
  let kv_head = workgroup.y;
  let member = workgroup.z * 4u;
  // Past the group's end its last head comes again, and is not written.
  let members = min(vec4u(member, member + 1u, member + 2u, member + 3u), vec4u(GROUP - 1u)) + kv_head * GROUP;
  let q_at = (item.row * HEADS + members) * HEAD_GROUPS;
  let element = thread % HEAD_GROUPS;
  let slice = thread / HEAD_GROUPS;
  var top = vec4f(LOWEST);
  var sum = vec4f();
  var value = mat4x4f();
  for (var first = item.start; first < item.end; first += THREADS) {
    let keys = min(THREADS, item.end - first);
    // A key past the end is the last one again, and has no weight.
    let key = min(first + thread, item.end - 1u);
    let slot = blocks[item.table + key / BLOCK] * BLOCK + key % BLOCK;
    let k_at = (slot * KV_HEADS + kv_head) * HEAD_GROUPS;
    let scores = scores_of(k_at, q_at);
    let now = max(top, highest(scores, thread));
    let keep = exp(top - now);
    let weight = select(vec4f(), exp(scores - now), thread < keys);
    top = now;
    sum = sum * keep + total(weight, thread);
    weights[thread] = weight;
    cached[thread] = k_at;
    value = mat4x4f(value[0] * keep.x, value[1] * keep.y, value[2] * keep.z, value[3] * keep.w);
    workgroupBarrier();
    if (slice < SLICES) {
      for (var i = slice; i < keys; i += SLICES) {
        let v = widen4(v_cache[cached[i] + element]);
        let w = weights[i];
        value = mat4x4f(
          fma(vec4f(w.x), v, value[0]),
          fma(vec4f(w.y), v, value[1]),
          fma(vec4f(w.z), v, value[2]),
          fma(vec4f(w.w), v, value[3]),
        );
      }
    }
    workgroupBarrier();
  }
  sums[thread] = value;
  workgroupBarrier();
  for (var i = thread; i < 4u * HEAD_GROUPS; i += THREADS) {
    let head = i / HEAD_GROUPS;
    let group = i % HEAD_GROUPS;
    var all = sums[group][head];
    for (var other = 1u; other < SLICES; other++) {
      all += sums[other * HEAD_GROUPS + group][head];
    }
    if (member + head >= GROUP) {
      continue;
    }
    let own = kv_head * GROUP + member + head;
    if (item.whole == 1u) {
      y[(item.row * HEADS + own) * HEAD_GROUPS + group] = narrow4(all / sum[head]);
    } else {
      let at = workgroup.x * HEADS + own;
      values[at * HEAD_GROUPS + group] = all;
      if (group == 0u) {
        stats[at] = vec2f(top[head], sum[head]);
      }
    }
  }
}
