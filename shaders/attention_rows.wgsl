// Attention of neighbouring rows of one request, which read the same keys, for all query heads that share a KV head: a
// row and a query head of it is a query, and four of them a quad. Each split of keys by itself: its maximum score, then
// exp(score - max) and weighted values summed by increasing key. An item that has all splits of its rows merges
// them in index order as it goes, divides and rounds; one that has some leaves them to attention_merge.wgsl.
// Keys past a row's end are neither in its maximum nor in its sums, whatever they hold.

struct Item {
  row: u32,    // first row
  rows: u32,   // that follow each other in the step and in their request
  table: u32,  // where the rows' first key is in the block tables, counted in keys: it may lie inside a block
  keys: u32,   // that the first row sees; each next row sees one more
  first: u32,  // keys of split 0
  every: u32,  // keys of each other split; the last one is shorter
  parts: u32,  // of a row by itself: as many equal splits instead; 0 where there are none such
  split: u32,  // first split of the item
  end: u32,    // past its last split
  place: u32,  // where split 0 of the first row goes in `values`; WHOLE where the item has all splits
  stride: u32, // places of a row
}

const WHOLE = 0xffffffffu;
const TILE = 64u; // keys at a time
const BLOCK_BITS = 4u; // blocks of 16 keys
const LOWEST = -3.4e38;

override THREADS: u32;
override QUADS: u32; // of queries that a workgroup has at most
override SLICES: u32; // of a tile's keys, whose maxima are found apart
override HEADS: u32;
override KV_HEADS: u32;
override HEAD_DIM: u32;
override HEAD_GROUPS: u32 = HEAD_DIM / 4u;
override GROUP: u32 = HEADS / KV_HEADS;
override SCALE: f32;

@group(0) @binding(0) var<storage, read> q: array<Act4>;               // (rows, HEADS, HEAD_GROUPS)
@group(0) @binding(1) var<storage, read> k_cache: array<Act4>;         // (slots, KV_HEADS, HEAD_GROUPS)
@group(0) @binding(2) var<storage, read> v_cache: array<Act4>;         // (slots, KV_HEADS, HEAD_GROUPS)
@group(0) @binding(3) var<storage, read> items: array<Item>;           // (items)
@group(0) @binding(4) var<storage, read> blocks: array<u32>;           // block tables of all requests
@group(0) @binding(5) var<storage, read_write> values: array<vec4f>;   // (places, HEADS, HEAD_GROUPS)
@group(0) @binding(6) var<storage, read_write> stats: array<vec2f>;    // (places, HEADS): max, sum
@group(0) @binding(7) var<storage, read_write> y: array<Act4>;         // (rows, HEADS, HEAD_GROUPS)

var<workgroup> cached: array<u32, TILE>;                       // where keys and values of the tile lie in the cache
var<workgroup> scores: array<vec4f, QUADS * TILE>;             // then weights, of four queries
var<workgroup> maxima: array<vec4f, QUADS * SLICES>;           // of the split
var<workgroup> sums: array<f32, QUADS * 4u>;                   // of the split, each written by a thread of its own
var<workgroup> resting: array<vec4f, QUADS * 4u * HEAD_GROUPS>; // values of the split between tiles
var<workgroup> merged: array<vec4f, QUADS * 4u * HEAD_GROUPS>; // values of the splits before
var<workgroup> merged_maxima: array<vec4f, QUADS>;
var<workgroup> merged_sums: array<vec4f, QUADS>;
// What the splits before and a split are multiplied by where they meet.
var<workgroup> keeps: array<vec4f, QUADS>;
var<workgroup> takes: array<vec4f, QUADS>;
// Of each query: the keys that its row sees, its place in q and y, and that of its first split in `stats`.
var<workgroup> query_keys: array<vec4u, QUADS>;
var<workgroup> query_starts: array<vec4u, QUADS>;
var<workgroup> query_places: array<vec4u, QUADS>;

// A tile of a split.
struct Tile {
  table: u32,
  kv_head: u32,
  start: u32, // first key of the split
  limit: u32, // the split ends there, or with a row's own keys
  first: u32, // key of the tile
  end: u32,   // past the last key in it that any row sees
  last: bool, // of the split
  split: u32,
  whole: bool, // whether the item has all splits
}

// How many of the tile's keys each query of a quad sees.
fn counts_of(tile: Tile, quad: u32) -> vec4u {
  return clamp(min(query_keys[quad], vec4u(tile.limit)), vec4u(tile.first), vec4u(tile.end)) - tile.first;
}

fn cache_at(tile: Tile, key: u32) -> u32 {
  let at = tile.table + key;
  let slot = (blocks[at >> BLOCK_BITS] << BLOCK_BITS) | (at & ((1u << BLOCK_BITS) - 1u));
  return (slot * KV_HEADS + tile.kv_head) * HEAD_GROUPS;
}

// Where the splits of a row begin and, but for the row's own end, end.
fn split_limit(item: Item, split: u32) -> u32 {
  if (item.parts > 0u) {
    return (split + 1u) * item.keys / item.parts;
  }
  return item.first + split * item.every;
}

// Past the last query it comes again, and writes what its first copy wrote.
fn find_queries(item: Item, kv_head: u32, first: u32, queries: u32, thread: u32) {
  for (var quad = thread; quad * 4u < queries; quad += THREADS) {
    let own = min(vec4u(0u, 1u, 2u, 3u) + quad * 4u, vec4u(queries - 1u)) + first;
    let rows = own / GROUP;
    let heads = own - rows * GROUP + kv_head * GROUP;
    query_keys[quad] = rows + item.keys;
    query_starts[quad] = ((rows + item.row) * HEADS + heads) * HEAD_GROUPS;
    query_places[quad] = (rows * item.stride + item.place) * HEADS + heads;
  }
}

fn quad_maxima(quad: u32) -> vec4f {
  var highest = maxima[quad * SLICES];
  for (var slice = 1u; slice < SLICES; slice++) {
    highest = max(highest, maxima[quad * SLICES + slice]);
  }
  return highest;
}

fn quad_sums(quad: u32) -> vec4f {
  return vec4f(sums[quad * 4u], sums[quad * 4u + 1u], sums[quad * 4u + 2u], sums[quad * 4u + 3u]);
}

// Exactly 1 where the maximum stays, by select: exp(0) need not be.
fn rescale(old: vec4f, highest: vec4f) -> vec4f {
  return select(exp4(old - highest), vec4f(1.0), old == highest);
}

fn widen_maxima(tile: Tile, quads: u32, thread: u32) {
  for (var i = thread; i < quads * SLICES; i += THREADS) {
    let quad = i / SLICES;
    var highest = vec4f(LOWEST);
    if (tile.first > tile.start) {
      highest = maxima[i];
    }
    for (var key = i - quad * SLICES; key < tile.end - tile.first; key += SLICES) {
      highest = max(highest, scores[quad * TILE + key]);
    }
    maxima[i] = highest;
  }
}

fn weigh_scores(tile: Tile, quads: u32, thread: u32) {
  for (var quad = 0u; quad < quads; quad++) {
    let highest = quad_maxima(quad);
    for (var key = thread; key < tile.end - tile.first; key += THREADS) {
      scores[quad * TILE + key] = exp4(scores[quad * TILE + key] - highest);
    }
    if (tile.whole && tile.split > 0u && tile.first == tile.start && thread == quad % THREADS) {
      let old = merged_maxima[quad];
      keeps[quad] = rescale(old, max(old, highest));
      takes[quad] = rescale(highest, max(old, highest));
    }
  }
}

// Takes the sums of a split that its values were merged by into the sums before.
fn merge_sums(start: u32, split: u32, quad: u32) {
  if (split == 0u) {
    merged_maxima[quad] = quad_maxima(quad);
    merged_sums[quad] = quad_sums(quad);
    return;
  }
  let seen = query_keys[quad] > vec4u(start);
  let old = merged_sums[quad];
  merged_sums[quad] = select(old, times_add4(quad_sums(quad), takes[quad], times4(old, keeps[quad])), seen);
  merged_maxima[quad] = select(merged_maxima[quad], max(merged_maxima[quad], quad_maxima(quad)), seen);
}

// Four values of a query at the end of a split: merged into those of the splits before, or left to rest.
fn leave_value(tile: Tile, at: u32, place: u32, group: u32, value: vec4f, keep: f32, take: f32, keys: u32) {
  if (!tile.whole) {
    values[(place + tile.split * HEADS) * HEAD_GROUPS + group] = value;
  } else if (tile.split == 0u) {
    merged[at] = value;
  } else if (keys > tile.start) {
    merged[at] = times_add4(value, vec4f(take), times4(merged[at], vec4f(keep)));
  }
}

fn finish(queries: u32, thread: u32) {
  for (var i = thread; i < queries * HEAD_GROUPS; i += THREADS) {
    let query = i / HEAD_GROUPS;
    let at = query_starts[query / 4u][query % 4u] + i - query * HEAD_GROUPS;
    y[at] = narrow4(divide4(merged[i], vec4f(merged_sums[query / 4u][query % 4u])));
  }
}

@compute @workgroup_size(THREADS)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  // Items go on along z where x holds no more; the last ones may be empty.
  let item = items[workgroup.z * workgroups.x + workgroup.x];
  begin_math(item.keys);
  let first = workgroup.y / KV_HEADS * QUADS * 4u;
  let all = item.rows * GROUP;
  if (first >= all) {
    return;
  }
  let kv_head = workgroup.y % KV_HEADS;
  let queries = min(QUADS * 4u, all - first);
  let quads = (queries + 3u) / 4u;
  let whole = item.place == WHOLE;
  let keys = item.keys + (first + queries - 1u) / GROUP;
  find_queries(item, kv_head, first, queries, thread);
  workgroupBarrier();
  var start = 0u;
  if (item.split > 0u) {
    start = split_limit(item, item.split - 1u);
  }
  for (var split = item.split; split < item.end && start < keys; split++) {
    let limit = split_limit(item, split);
    let end = min(limit, keys);
    let one_tile = end <= start + TILE;
    for (var at = start; at < end; at += TILE) {
      let to = min(at + TILE, end);
      let tile = Tile(item.table, kv_head, start, limit, at, to, to == end, split, whole);
      score_tile(tile, quads, thread);
      workgroupBarrier();
      widen_maxima(tile, quads, thread);
      workgroupBarrier();
    }
    for (var at = start; at < end; at += TILE) {
      let to = min(at + TILE, end);
      let tile = Tile(item.table, kv_head, start, limit, at, to, to == end, split, whole);
      if (!one_tile) {
        score_tile(tile, quads, thread);
        workgroupBarrier();
      }
      weigh_scores(tile, quads, thread);
      workgroupBarrier();
      weigh_tile(tile, quads, queries, thread);
      workgroupBarrier();
    }
    if (whole) {
      for (var quad = thread; quad < quads; quad += THREADS) {
        merge_sums(start, split, quad);
      }
    }
    start = limit;
  }
  if (whole) {
    workgroupBarrier();
    finish(queries, thread);
  }
}
