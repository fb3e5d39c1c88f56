// Sixteen scores and sixteen values to a thread: four keys by four queries, then four queries by four elements, so that
// each load serves four products.

fn score_tile(tile: Tile, quads: u32, thread: u32) {
  let fours = (tile.end - tile.first + 3u) / 4u;
  for (var i = thread; i < quads * fours; i += THREADS) {
    let quad = i / fours;
    score_block(tile, quad, (i - quad * fours) * 4u);
  }
}

// Past the tile's end its last key comes again, and the score is not used.
fn score_block(tile: Tile, quad: u32, offset: u32) {
  let q_at = query_starts[quad];
  let keys = min(vec4u(0u, 1u, 2u, 3u) + (tile.first + offset), vec4u(tile.end - 1u));
  let k_at = vec4u(
    cache_at(tile, keys.x),
    cache_at(tile, keys.y),
    cache_at(tile, keys.z),
    cache_at(tile, keys.w),
  );
  var lanes0 = mat4x4f();
  var lanes1 = mat4x4f();
  var lanes2 = mat4x4f();
  var lanes3 = mat4x4f();
  for (var group = 0u; group < HEAD_GROUPS; group++) {
    let own = mat4x4f(
      widen4(q[q_at.x + group]),
      widen4(q[q_at.y + group]),
      widen4(q[q_at.z + group]),
      widen4(q[q_at.w + group]),
    );
    lanes0 = accumulate(lanes0, own, widen4(k_cache[k_at.x + group]));
    lanes1 = accumulate(lanes1, own, widen4(k_cache[k_at.y + group]));
    lanes2 = accumulate(lanes2, own, widen4(k_cache[k_at.z + group]));
    lanes3 = accumulate(lanes3, own, widen4(k_cache[k_at.w + group]));
  }
  if (quad == 0u) {
    cached[offset] = k_at.x;
    cached[offset + 1u] = k_at.y;
    cached[offset + 2u] = k_at.z;
    cached[offset + 3u] = k_at.w;
  }
  let seen = query_keys[quad];
  let at = quad * TILE + offset;
  scores[at] = select(vec4f(LOWEST), times4(sum_columns(lanes0), vec4f(SCALE)), vec4u(keys.x) < seen);
  scores[at + 1u] = select(vec4f(LOWEST), times4(sum_columns(lanes1), vec4f(SCALE)), vec4u(keys.y) < seen);
  scores[at + 2u] = select(vec4f(LOWEST), times4(sum_columns(lanes2), vec4f(SCALE)), vec4u(keys.z) < seen);
  scores[at + 3u] = select(vec4f(LOWEST), times4(sum_columns(lanes3), vec4f(SCALE)), vec4u(keys.w) < seen);
}

fn weigh_tile(tile: Tile, quads: u32, queries: u32, thread: u32) {
  for (var i = thread; i < quads * HEAD_GROUPS; i += THREADS) {
    let quad = i / HEAD_GROUPS;
    weigh_block(tile, quad, i - quad * HEAD_GROUPS);
  }
}

// Adds the weighted values of one key to four queries' sums.
fn weighed(value: mat4x4f, weight: vec4f, v: vec4f) -> mat4x4f {
  return mat4x4f(
    mul_add4(vec4f(weight.x), v, value[0]),
    mul_add4(vec4f(weight.y), v, value[1]),
    mul_add4(vec4f(weight.z), v, value[2]),
    mul_add4(vec4f(weight.w), v, value[3]),
  );
}

fn weigh_block(tile: Tile, quad: u32, group: u32) {
  let counts = counts_of(tile, quad);
  let rest_at = quad * 4u * HEAD_GROUPS + group;
  var value = mat4x4f();
  var sum = vec4f();
  if (tile.first > tile.start) {
    value = mat4x4f(
      resting[rest_at],
      resting[rest_at + HEAD_GROUPS],
      resting[rest_at + 2u * HEAD_GROUPS],
      resting[rest_at + 3u * HEAD_GROUPS],
    );
    if (group == 0u) {
      sum = quad_sums(quad);
    }
  }
  // Queries are in the order of their rows: those of the first see the fewest keys.
  let at = quad * TILE;
  var i = 0u;
  for (; i + 4u <= counts.x; i += 4u) {
    let w0 = scores[at + i];
    let v0 = widen4(v_cache[cached[i] + group]);
    let w1 = scores[at + i + 1u];
    let v1 = widen4(v_cache[cached[i + 1u] + group]);
    let w2 = scores[at + i + 2u];
    let v2 = widen4(v_cache[cached[i + 2u] + group]);
    let w3 = scores[at + i + 3u];
    let v3 = widen4(v_cache[cached[i + 3u] + group]);
    value = weighed(value, w0, v0);
    sum += w0;
    value = weighed(value, w1, v1);
    sum += w1;
    value = weighed(value, w2, v2);
    sum += w2;
    value = weighed(value, w3, v3);
    sum += w3;
  }
  for (; i < counts.x; i++) {
    let weight = scores[at + i];
    value = weighed(value, weight, widen4(v_cache[cached[i] + group]));
    sum += weight;
  }
  for (; i < counts.w; i++) {
    let weight = scores[at + i];
    let seen = vec4u(i) < counts;
    let next = weighed(value, weight, widen4(v_cache[cached[i] + group]));
    value = mat4x4f(
      select(value[0], next[0], seen.x),
      select(value[1], next[1], seen.y),
      select(value[2], next[2], seen.z),
      select(value[3], next[3], seen.w),
    );
    sum = select(sum, sum + weight, seen);
  }
  if (group == 0u) {
    sums[quad * 4u] = sum.x;
    sums[quad * 4u + 1u] = sum.y;
    sums[quad * 4u + 2u] = sum.z;
    sums[quad * 4u + 3u] = sum.w;
  }
  if (!tile.last) {
    resting[rest_at] = value[0];
    resting[rest_at + HEAD_GROUPS] = value[1];
    resting[rest_at + 2u * HEAD_GROUPS] = value[2];
    resting[rest_at + 3u * HEAD_GROUPS] = value[3];
    return;
  }
  let keep = keeps[quad];
  let take = takes[quad];
  let keys = query_keys[quad];
  let places = query_places[quad];
  leave_value(tile, rest_at, places.x, group, value[0], keep.x, take.x, keys.x);
  leave_value(tile, rest_at + HEAD_GROUPS, places.y, group, value[1], keep.y, take.y, keys.y);
  leave_value(tile, rest_at + 2u * HEAD_GROUPS, places.z, group, value[2], keep.z, take.z, keys.z);
  leave_value(tile, rest_at + 3u * HEAD_GROUPS, places.w, group, value[3], keep.w, take.w, keys.w);
  if (!tile.whole && group == 0u) {
    let at = places + tile.split * HEADS;
    let highest = quad_maxima(quad);
    stats[at.x] = vec2f(highest.x, sum.x);
    stats[at.y] = vec2f(highest.y, sum.y);
    stats[at.z] = vec2f(highest.z, sum.z);
    stats[at.w] = vec2f(highest.w, sum.w);
  }
}
