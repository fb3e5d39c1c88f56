// A key to a thread, scored for four queries; then four elements of one query to a thread: the most threads that a few
// queries can keep busy.

fn score_tile(part: Part, split: u32, tile: Tile, quads: u32, thread: u32) {
  let keys = tile.end - tile.first;
  for (var i = thread; i < quads * TILE; i += THREADS) {
    if (i % TILE < keys) {
      score_key(part, split, tile, i / TILE, i % TILE);
    }
  }
}

fn score_key(part: Part, split: u32, tile: Tile, quad: u32, offset: u32) {
  let queries = queries_of(part, quad);
  let q_at = ((queries.rows + part.item.row) * HEADS + queries.heads) * HEAD_GROUPS;
  let key = tile.first + offset;
  let k_at = cache_at(part, key);
  var lanes = mat4x4f();
  for (var group = 0u; group < HEAD_GROUPS; group++) {
    let own = mat4x4f(
      widen4(q[q_at.x + group]),
      widen4(q[q_at.y + group]),
      widen4(q[q_at.z + group]),
      widen4(q[q_at.w + group]),
    );
    lanes = accumulate(lanes, own, widen4(k_cache[k_at + group]));
  }
  if (quad == 0u) {
    cached[offset] = k_at;
  }
  let seen = vec4u(key) < split_ends(part.item, split, queries.rows);
  scores[quad * TILE + offset] = select(vec4f(LOWEST), sum_columns(lanes) * SCALE, seen);
}

fn weigh_tile(part: Part, split: u32, tile: Tile, end: u32, quads: u32, thread: u32) {
  for (var i = thread; i < part.queries * HEAD_GROUPS; i += THREADS) {
    weigh_query(part, split, tile, tile.end == end, i / HEAD_GROUPS, i % HEAD_GROUPS);
  }
}

fn weigh_query(part: Part, split: u32, tile: Tile, last: bool, query: u32, group: u32) {
  let quad = query / 4u;
  let c = query % 4u;
  let own = part.first + query;
  let row = own / GROUP;
  let head = own % GROUP + part.kv_head * GROUP;
  let start = split_start(part.item, split);
  let end = split_ends(part.item, split, vec4u(row)).x;
  let count = clamp(end, tile.first, tile.end) - tile.first;
  let rest_at = query * HEAD_GROUPS + group;
  var value = vec4f();
  var sum = 0.0;
  if (tile.first > start) {
    value = resting[rest_at];
    if (group == 0u) {
      sum = sums[query];
    }
  }
  for (var i = 0u; i < count; i++) {
    let weight = scores[quad * TILE + i][c];
    value = fma(vec4f(weight), widen4(v_cache[cached[i] + group]), value);
    sum += weight;
  }
  if (group == 0u) {
    sums[query] = sum;
  }
  if (!last) {
    resting[rest_at] = value;
    return;
  }
  var keep = 0.0;
  var take = 0.0;
  if (part.item.place != WHOLE) {
    if (group == 0u) {
      let at = (part.item.place + row * part.item.stride + split) * HEADS + head;
      stats[at] = vec2f(quad_maxima(quad)[c], sum);
    }
  } else if (split > 0u) {
    let factors = rescaling(quad);
    keep = factors.keep[c];
    take = factors.take[c];
  }
  leave(part, split, rest_at, row, head, group, value, keep, take, end > start);
}
