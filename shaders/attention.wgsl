// One split of one row's keys, for all query heads that share a KV head: the maximum score, then exp(score - max)
// and weighted values summed by increasing key. Splits are data: an item names its row and its run of keys, so that
// every kernel set runs this one kernel. Keys outside the run are never read, whatever a recycled block holds.

struct Item {
  row: u32,
  table: u32, // where the request's block table begins
  start: u32, // first key
  end: u32,
}

const TILE = 64u; // keys at a time
const BLOCK = 16u;

override THREADS: u32;
override HEADS: u32;
override KV_HEADS: u32;
override HEAD_DIM: u32;
override HEAD_GROUPS: u32 = (HEAD_DIM + 3u) / 4u;
override GROUP: u32 = HEADS / KV_HEADS;
override QUADS: u32 = (GROUP + 3u) / 4u; // of query heads
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
var<workgroup> cached: array<u32, TILE>; // where the keys and values of the tile lie in the cache

fn cache_at(item: Item, key: u32, kv_head: u32) -> u32 {
  let slot = blocks[item.table + key / BLOCK] * BLOCK + key % BLOCK;
  return (slot * KV_HEADS + kv_head) * HEAD_GROUPS;
}

// Where four query heads of a row begin, in heads; past the group's end its last one comes again.
fn heads_at(row: u32, kv_head: u32, member: u32) -> vec4u {
  let members = min(vec4u(member, member + 1u, member + 2u, member + 3u), vec4u(GROUP - 1u));
  return vec4u(row * HEADS + kv_head * GROUP) + members;
}

// Scores four keys for up to four query heads, so that a key or query is loaded once for four scores. Past the run's
// end its last key comes again, and the score is not used.
fn score_quad(item: Item, first: u32, kv_head: u32, quad: u32, member: u32) {
  let keys = min(vec4u(0u, 1u, 2u, 3u) + first + quad, vec4u(item.end - 1u));
  let k_at = vec4u(
    cache_at(item, keys.x, kv_head),
    cache_at(item, keys.y, kv_head),
    cache_at(item, keys.z, kv_head),
    cache_at(item, keys.w, kv_head),
  );
  let q_at = heads_at(item.row, kv_head, member) * HEAD_GROUPS;
  var lanes0 = mat4x4f();
  var lanes1 = mat4x4f();
  var lanes2 = mat4x4f();
  var lanes3 = mat4x4f();
  for (var group = 0u; group < HEAD_GROUPS; group++) {
    let k = mat4x4f(
      widen4(k_cache[k_at.x + group]),
      widen4(k_cache[k_at.y + group]),
      widen4(k_cache[k_at.z + group]),
      widen4(k_cache[k_at.w + group]),
    );
    lanes0 = accumulate(lanes0, k, widen4(q[q_at.x + group]));
    if (GROUP > 1u) {
      lanes1 = accumulate(lanes1, k, widen4(q[q_at.y + group]));
    }
    if (GROUP > 2u) {
      lanes2 = accumulate(lanes2, k, widen4(q[q_at.z + group]));
      lanes3 = accumulate(lanes3, k, widen4(q[q_at.w + group]));
    }
  }
  if (member == 0u) {
    cached[quad] = k_at.x;
    cached[quad + 1u] = k_at.y;
    cached[quad + 2u] = k_at.z;
    cached[quad + 3u] = k_at.w;
  }
  keep_scores(quad, member, lanes0);
  keep_scores(quad, member + 1u, lanes1);
  keep_scores(quad, member + 2u, lanes2);
  keep_scores(quad, member + 3u, lanes3);
}

fn keep_scores(quad: u32, member: u32, lanes: mat4x4f) {
  if (member < GROUP) {
    let scaled = times4(sum_columns(lanes), vec4f(SCALE));
    let at = member * TILE + quad;
    scores[at] = scaled.x;
    scores[at + 1u] = scaled.y;
    scores[at + 2u] = scaled.z;
    scores[at + 3u] = scaled.w;
  }
}

fn score_tile(item: Item, first: u32, kv_head: u32, thread: u32) {
  let keys = min(TILE, item.end - first);
  for (var i = thread; i < TILE / 4u * QUADS; i += THREADS) {
    let quad = i % (TILE / 4u) * 4u;
    if (quad < keys) {
      score_quad(item, first, kv_head, quad, i / (TILE / 4u) * 4u);
    }
  }
}

// Continues the sums of one group of four value elements, for up to four query heads, over one tile; between tiles
// they rest in `values`.
fn weigh_tile(item: Item, first: u32, heads: vec4u, member: u32, group: u32) {
  let keys = min(TILE, item.end - first);
  let value_at = heads * HEAD_GROUPS + group;
  let score_at = (heads - heads.x + member) * TILE;
  var value = mat4x4f();
  var sum = vec4f();
  if (first > item.start) {
    value = mat4x4f(values[value_at.x], values[value_at.y], values[value_at.z], values[value_at.w]);
    if (group == 0u) {
      sum = vec4f(stats[heads.x].y, stats[heads.y].y, stats[heads.z].y, stats[heads.w].y);
    }
  }
  for (var i = 0u; i < keys; i++) {
    let v = widen4(v_cache[cached[i] + group]);
    let weight = vec4f(
      scores[score_at.x + i],
      scores[score_at.y + i],
      scores[score_at.z + i],
      scores[score_at.w + i],
    );
    value = mat4x4f(
      mul_add4(vec4f(weight.x), v, value[0]),
      mul_add4(vec4f(weight.y), v, value[1]),
      mul_add4(vec4f(weight.z), v, value[2]),
      mul_add4(vec4f(weight.w), v, value[3]),
    );
    sum += weight;
  }
  // Heads that came again write what their first copy wrote.
  values[value_at.x] = value[0];
  values[value_at.y] = value[1];
  values[value_at.z] = value[2];
  values[value_at.w] = value[3];
  if (group == 0u) {
    stats[heads.x] = vec2f(maxima[score_at.x / TILE], sum.x);
    stats[heads.y] = vec2f(maxima[score_at.y / TILE], sum.y);
    stats[heads.z] = vec2f(maxima[score_at.z / TILE], sum.z);
    stats[heads.w] = vec2f(maxima[score_at.w / TILE], sum.w);
  }
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  let item = items[workgroup.x];
  begin_math(item.end);
  let kv_head = workgroup.y;
  for (var first = item.start; first < item.end; first += TILE) {
    score_tile(item, first, kv_head, thread);
    workgroupBarrier();
    for (var member = thread; member < GROUP; member += THREADS) {
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
    for (var i = thread; i < GROUP * TILE; i += THREADS) {
      scores[i] = exp1(scores[i] - maxima[i / TILE]);
    }
    workgroupBarrier();
    for (var i = thread; i < QUADS * HEAD_GROUPS; i += THREADS) {
      let member = i / HEAD_GROUPS * 4u;
      weigh_tile(item, first, heads_at(workgroup.x, kv_head, member), member, i % HEAD_GROUPS);
    }
    workgroupBarrier();
  }
}
