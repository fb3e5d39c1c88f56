// Attention of neighbouring rows of one request, which read the same keys, for all query heads that share a KV head: a
// row and a query head of it is a query, and four of them a quad. Each split of keys by itself: its maximum score, then
// exp(score - max) and weighted values summed by increasing key. An item that has all splits of its rows merges
// them in index order as it goes, divides and rounds; one that has some leaves them to attention_merge.wgsl.
// Keys past a row's end are neither in its maximum nor in its sums, whatever they hold.

struct Item {
  row: u32,    // first row
  rows: u32,   // that follow each other in the step and in their request
  table: u32,  // where the request's block table begins
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
const BLOCK = 16u;
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

var<workgroup> cached: array<u32, TILE>;                             // where keys and values of the tile lie in the cache
var<workgroup> scores: array<vec4f, QUADS * TILE>;                   // then weights, of four queries
var<workgroup> maxima: array<vec4f, QUADS * SLICES>;                 // of the split
var<workgroup> sums: array<f32, QUADS * 4u>;                         // of the split, each written by a thread of its own
var<workgroup> resting: array<vec4f, QUADS * 4u * HEAD_GROUPS>;      // values of the split between tiles
var<workgroup> merged: array<vec4f, QUADS * 4u * HEAD_GROUPS>;       // values of the splits before
var<workgroup> merged_maxima: array<vec4f, QUADS>;
var<workgroup> merged_sums: array<vec4f, QUADS>;

// A workgroup's part of an item.
struct Part {
  item: Item,
  kv_head: u32,
  first: u32, // query
  queries: u32,
}

// Four queries; past the last one it comes again, and writes what its first copy wrote.
struct Queries {
  rows: vec4u, // in the item
  heads: vec4u,
}

fn queries_of(part: Part, quad: u32) -> Queries {
  let own = min(vec4u(0u, 1u, 2u, 3u) + quad * 4u, vec4u(part.queries - 1u)) + part.first;
  let rows = own / GROUP;
  return Queries(rows, own - rows * GROUP + part.kv_head * GROUP);
}

// A tile of a split, for the rows of some queries.
struct Tile {
  first: u32,
  end: u32, // of the last row's keys in it
}

fn split_start(item: Item, split: u32) -> u32 {
  if (split == 0u) {
    return 0u;
  }
  if (item.parts > 0u) {
    return split * item.keys / item.parts;
  }
  return item.first + (split - 1u) * item.every;
}

// Where the keys of rows end in a split: at or before its start where they have none in it.
fn split_ends(item: Item, split: u32, rows: vec4u) -> vec4u {
  let keys = rows + item.keys;
  if (item.parts > 0u) {
    return (split + 1u) * keys / item.parts;
  }
  return min(keys, vec4u(item.first + split * item.every));
}

fn cache_at(part: Part, key: u32) -> u32 {
  let slot = blocks[part.item.table + key / BLOCK] * BLOCK + key % BLOCK;
  return (slot * KV_HEADS + part.kv_head) * HEAD_GROUPS;
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
  return select(exp(old - highest), vec4f(1.0), old == highest);
}

// What the sums so far and those of a split are multiplied by where they meet.
struct Rescaling {
  keep: vec4f,
  take: vec4f,
  highest: vec4f,
}

fn rescaling(quad: u32) -> Rescaling {
  let old = merged_maxima[quad];
  let next = quad_maxima(quad);
  let highest = max(old, next);
  return Rescaling(rescale(old, highest), rescale(next, highest), highest);
}

fn widen_maxima(tile: Tile, quads: u32, from_start: bool, thread: u32) {
  for (var i = thread; i < quads * SLICES; i += THREADS) {
    let at = i / SLICES * TILE;
    var highest = vec4f(LOWEST);
    if (!from_start) {
      highest = maxima[i];
    }
    for (var key = i % SLICES; key < tile.end - tile.first; key += SLICES) {
      highest = max(highest, scores[at + key]);
    }
    maxima[i] = highest;
  }
}

fn weigh_scores(tile: Tile, quads: u32, thread: u32) {
  for (var quad = 0u; quad < quads; quad++) {
    let highest = quad_maxima(quad);
    for (var key = thread; key < tile.end - tile.first; key += THREADS) {
      scores[quad * TILE + key] = exp(scores[quad * TILE + key] - highest);
    }
  }
}

// Takes the sums of a split that its values were merged by into the sums before.
fn merge_sums(part: Part, split: u32, quad: u32) {
  if (split == 0u) {
    merged_maxima[quad] = quad_maxima(quad);
    merged_sums[quad] = quad_sums(quad);
    return;
  }
  let seen = split_ends(part.item, split, queries_of(part, quad).rows) > vec4u(split_start(part.item, split));
  let factors = rescaling(quad);
  let old = merged_sums[quad];
  merged_sums[quad] = select(old, fma(quad_sums(quad), factors.take, old * factors.keep), seen);
  merged_maxima[quad] = select(merged_maxima[quad], factors.highest, seen);
}

// What a task has at the end of a split's last tile: four values of one query.
fn leave(part: Part, split: u32, at: u32, row: u32, head: u32, group: u32, value: vec4f, keep: f32, take: f32, seen: bool) {
  let item = part.item;
  if (item.place != WHOLE) {
    values[((item.place + row * item.stride + split) * HEADS + head) * HEAD_GROUPS + group] = value;
  } else if (split == 0u) {
    merged[at] = value;
  } else if (seen) {
    merged[at] = fma(value, vec4f(take), merged[at] * keep);
  }
}

fn leave_stats(part: Part, split: u32, queries: Queries, highest: vec4f, sum: vec4f) {
  let at = (part.item.place + queries.rows * part.item.stride + split) * HEADS + queries.heads;
  stats[at.x] = vec2f(highest.x, sum.x);
  stats[at.y] = vec2f(highest.y, sum.y);
  stats[at.z] = vec2f(highest.z, sum.z);
  stats[at.w] = vec2f(highest.w, sum.w);
}

fn finish(part: Part, thread: u32) {
  for (var i = thread; i < part.queries * HEAD_GROUPS; i += THREADS) {
    let query = i / HEAD_GROUPS;
    let own = part.first + query;
    let head = own % GROUP + part.kv_head * GROUP;
    let at = ((part.item.row + own / GROUP) * HEADS + head) * HEAD_GROUPS + i % HEAD_GROUPS;
    y[at] = narrow4(merged[i] / merged_sums[query / 4u][query % 4u]);
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
  let first = workgroup.y / KV_HEADS * QUADS * 4u;
  let all = item.rows * GROUP;
  if (first >= all) {
    return;
  }
  let part = Part(item, workgroup.y % KV_HEADS, first, min(QUADS * 4u, all - first));
  let quads = (part.queries + 3u) / 4u;
  let last_row = vec4u((first + part.queries - 1u) / GROUP);
  for (var split = item.split; split < item.end; split++) {
    let start = split_start(item, split);
    let end = split_ends(item, split, last_row).x;
    let one_tile = end <= start + TILE;
    for (var at = start; at < end; at += TILE) {
      let tile = Tile(at, min(at + TILE, end));
      score_tile(part, split, tile, quads, thread);
      workgroupBarrier();
      widen_maxima(tile, quads, at == start, thread);
      workgroupBarrier();
    }
    for (var at = start; at < end; at += TILE) {
      let tile = Tile(at, min(at + TILE, end));
      if (!one_tile) {
        score_tile(part, split, tile, quads, thread);
        workgroupBarrier();
      }
      weigh_scores(tile, quads, thread);
      workgroupBarrier();
      weigh_tile(part, split, tile, end, quads, thread);
      workgroupBarrier();
    }
    if (item.place == WHOLE && end > start) {
      for (var quad = thread; quad < quads; quad += THREADS) {
        merge_sums(part, split, quad);
      }
    }
  }
  if (item.place == WHOLE) {
    workgroupBarrier();
    finish(part, thread);
  }
}
