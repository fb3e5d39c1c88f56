// A key to a thread, scored for four queries; then four elements of one query to a thread: the most threads that a few
// queries can keep busy.

fn score_tile(tile: Tile, quads: u32, thread: u32) {
  for (var i = thread; i < quads * TILE; i += THREADS) {
    if (i % TILE < tile.end - tile.first) {
      score_key(tile, i / TILE, i % TILE);
    }
  }
}

fn score_key(tile: Tile, quad: u32, offset: u32) {
  let q_at = query_starts[quad];
  let key = tile.first + offset;
  let k_at = cache_at(tile, key);
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
  scores[quad * TILE + offset] = select(vec4f(LOWEST), times4(sum_columns(lanes), vec4f(SCALE)), vec4u(key) < query_keys[quad]);
}

fn weigh_tile(tile: Tile, quads: u32, queries: u32, thread: u32) {
  for (var i = thread; i < queries * HEAD_GROUPS; i += THREADS) {
    let query = i / HEAD_GROUPS;
    weigh_query(tile, query, i - query * HEAD_GROUPS);
  }
}

fn weigh_query(tile: Tile, query: u32, group: u32) {
  let quad = query / 4u;
  let c = query % 4u;
  let count = counts_of(tile, quad)[c];
  let rest_at = query * HEAD_GROUPS + group;
  var value = vec4f();
  var sum = 0.0;
  if (tile.first > tile.start) {
    value = resting[rest_at];
    if (group == 0u) {
      sum = sums[query];
    }
  }
  for (var i = 0u; i < count; i++) {
    let weight = scores[quad * TILE + i][c];
    value = mul_add4(vec4f(weight), widen4(v_cache[cached[i] + group]), value);
    sum += weight;
  }
  if (group == 0u) {
    sums[query] = sum;
  }
  if (!tile.last) {
    resting[rest_at] = value;
    return;
  }
  let place = query_places[quad][c];
  leave_value(tile, rest_at, place, group, value, keeps[quad][c], takes[quad][c], query_keys[quad][c]);
  if (!tile.whole && group == 0u) {
    stats[place + tile.split * HEADS] = vec2f(quad_maxima(quad)[c], sum);
  }
}
