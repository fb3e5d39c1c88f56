// One split of one row's keys, for all query heads that share a KV head: the maximum score, then exp(score - max)
// and weighted values summed by increasing key. Splits are data: an item names its row and its run of keys, so that
// every kernel set runs this one kernel. Keys outside the run are never read, whatever a recycled block holds.

struct Item {
  row: u32,
  table: u32, // where the request's block table begins
  start: u32, // first key
  end: u32,
}

const TILE = 64u;
const BLOCK = 16u;

override HEADS: u32;
override KV_HEADS: u32;
override HEAD_DIM: u32;
override HEAD_GROUPS: u32 = (HEAD_DIM + 3u) / 4u;
override GROUP: u32 = HEADS / KV_HEADS;
override SCALE: f32;

@group(0) @binding(0) var<storage, read> q: array<Act4>;               // (rows, HEADS, HEAD_GROUPS)
@group(0) @binding(1) var<storage, read> k_cache: array<Act4>;         // (slots, KV_HEADS, HEAD_GROUPS)
@group(0) @binding(2) var<storage, read> v_cache: array<Act4>;         // (slots, KV_HEADS, HEAD_GROUPS)
@group(0) @binding(3) var<storage, read> items: array<Item>;           // (items)
@group(0) @binding(4) var<storage, read> blocks: array<u32>;           // block tables of all requests
@group(0) @binding(5) var<storage, read_write> values: array<vec4f>;   // (items, HEADS, HEAD_GROUPS)
@group(0) @binding(6) var<storage, read_write> stats: array<vec2f>;    // (items, HEADS): max, sum

var<workgroup> scores: array<f32, GROUP * TILE>;
var<workgroup> maxima: array<f32, GROUP>;

fn cache_at(item: Item, key: u32, kv_head: u32) -> u32 {
  let slot = blocks[item.table + key / BLOCK] * BLOCK + key % BLOCK;
  return (slot * KV_HEADS + kv_head) * HEAD_GROUPS;
}

fn score(item: Item, key: u32, kv_head: u32, member: u32) -> f32 {
  let q_at = (item.row * HEADS + kv_head * GROUP + member) * HEAD_GROUPS;
  let k_at = cache_at(item, key, kv_head);
  var lanes = vec4f();
  for (var group = 0u; group < HEAD_GROUPS; group++) {
    lanes = fma(widen4(q[q_at + group]), widen4(k_cache[k_at + group]), lanes);
  }
  return sum_lanes(lanes) * SCALE;
}

fn score_tile(item: Item, first: u32, kv_head: u32, thread: u32) {
  let keys = min(TILE, item.end - first);
  for (var i = thread; i < GROUP * TILE; i += TILE) {
    if (i % TILE < keys) {
      scores[i] = score(item, first + i % TILE, kv_head, i / TILE);
    }
  }
}

// Continues the sums of one group of four value elements over one tile; between tiles they rest in `values`.
fn weigh_tile(item: Item, first: u32, kv_head: u32, member: u32, group: u32, head_at: u32) {
  let keys = min(TILE, item.end - first);
  var value = vec4f();
  var sum = 0.0;
  if (first > item.start) {
    value = values[head_at * HEAD_GROUPS + group];
    sum = stats[head_at].y;
  }
  for (var i = 0u; i < keys; i++) {
    let weight = scores[member * TILE + i];
    value = fma(vec4f(weight), widen4(v_cache[cache_at(item, first + i, kv_head) + group]), value);
    sum += weight;
  }
  values[head_at * HEAD_GROUPS + group] = value;
  if (group == 0u) {
    stats[head_at] = vec2f(maxima[member], sum);
  }
}

@compute @workgroup_size(TILE)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  let item = items[workgroup.x];
  let kv_head = workgroup.y;
  for (var first = item.start; first < item.end; first += TILE) {
    score_tile(item, first, kv_head, thread);
    workgroupBarrier();
    for (var member = thread; member < GROUP; member += TILE) {
      var highest = select(maxima[member], scores[member * TILE], first == item.start);
      for (var i = 0u; i < min(TILE, item.end - first); i++) {
        highest = max(highest, scores[member * TILE + i]);
      }
      maxima[member] = highest;
    }
    workgroupBarrier();
  }
  let one_tile = item.end - item.start <= TILE;
  for (var first = item.start; first < item.end; first += TILE) {
    if (!one_tile) {
      score_tile(item, first, kv_head, thread);
      workgroupBarrier();
    }
    for (var i = thread; i < GROUP * TILE; i += TILE) {
      scores[i] = exp(scores[i] - maxima[i / TILE]);
    }
    workgroupBarrier();
    for (var i = thread; i < GROUP * HEAD_GROUPS; i += TILE) {
      let member = i / HEAD_GROUPS;
      let head_at = workgroup.x * HEADS + kv_head * GROUP + member;
      weigh_tile(item, first, kv_head, member, i % HEAD_GROUPS, head_at);
    }
    workgroupBarrier();
  }
}
