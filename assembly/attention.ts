/**
 * Attention of rows over a paged cache (slots, kv_heads, head_dim padded to whole vectors). A row's record is four i32: its keys, where
 * the byte offsets of their slots lie (padded to a multiple of four), where its splits lie as pairs [start, end), and their number.
 */
import { exp, expQuad } from './exp';
import { adjacentTrees, writeLanes } from './lanes';
import { round } from './round';

/** Bytes of what a head keeps beside its two values: its highest score, the sum of its weights, and what a merge multiplies by. */
const STATE: usize = 16;
const SUM: usize = 4;
const KEEP: usize = 8;
const TAKE: usize = 12;

/**
 * `scratch` holds the scores of two heads, each over the most keys of a row padded to four, then for each of the two the state, a value
 * of `vectors` vectors and that of the split under way.
 */
export function attend(
  q: usize, qStride: usize, rows: i32, heads: i32, kvHeads: i32, headDim: i32,
  keyCache: usize, valueCache: usize, records: usize, scale: f32,
  scratch: usize, scoreBytes: usize, y: usize, yStride: usize, dtype: i32,
): void {
  const vectors = (headDim + 3) >> 2;
  const headBytes = <usize>vectors << 4;
  const states = scratch + 2 * scoreBytes;
  for (let row = 0; row < rows; row++) {
    const record = records + (<usize>row << 4);
    const keys = i32.load(record);
    const slots = <usize>i32.load(record, 4);
    const splits = <usize>i32.load(record, 8);
    const count = i32.load(record, 12);
    for (let head = 0; head < heads; ) {
      const kvHead = (head * kvHeads) / heads;
      const both = head + 1 < heads && ((head + 1) * kvHeads) / heads == kvHead;
      const qHead = q + <usize>head * headBytes;
      const cacheAt = <usize>kvHead * headBytes;
      if (both) scoreTwo(qHead, qHead + headBytes, vectors, keyCache + cacheAt, slots, keys, scale, scratch, scratch + scoreBytes);
      else scoreOne(qHead, vectors, keyCache + cacheAt, slots, keys, scale, scratch);
      const together = both ? 2 : 1;
      mix(together, scratch, scoreBytes, valueCache + cacheAt, slots, splits, count, vectors, states);
      for (let i = 0; i < together; i++) divide(states + <usize>i * (STATE + 2 * headBytes), y + (<usize>((head + i) * headDim) << 2), headDim);
      head += together;
    }
    round(y, (heads * headDim + 3) >> 2, dtype);
    q += qStride;
    y += yStride;
  }
}

/** Scores of all keys: a split changes none of them. Those past the last are read from the padding and never looked at. */
function scoreOne(q: usize, vectors: i32, cache: usize, slots: usize, keys: i32, scale: f32, scores: usize): void {
  const bytes = <usize>vectors << 4;
  const scales = f32x4.splat(scale);
  for (let key = 0; key < keys; key += 4) {
    const slot = slots + (<usize>key << 2);
    const k0 = cache + <usize>load<u32>(slot);
    const k1 = cache + <usize>load<u32>(slot, 4);
    const k2 = cache + <usize>load<u32>(slot, 8);
    const k3 = cache + <usize>load<u32>(slot, 12);
    let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0);
    for (let at: usize = 0; at < bytes; at += 16) {
      const qs = v128.load(q + at);
      a0 = f32x4.add(a0, f32x4.mul(qs, v128.load(k0 + at)));
      a1 = f32x4.add(a1, f32x4.mul(qs, v128.load(k1 + at)));
      a2 = f32x4.add(a2, f32x4.mul(qs, v128.load(k2 + at)));
      a3 = f32x4.add(a3, f32x4.mul(qs, v128.load(k3 + at)));
    }
    v128.store(scores + (<usize>key << 2), f32x4.mul(adjacentTrees(a0, a1, a2, a3), scales));
  }
}

/** The same for two heads that share their keys. */
function scoreTwo(
  q: usize, q2: usize, vectors: i32, cache: usize, slots: usize, keys: i32, scale: f32, scores: usize, scores2: usize,
): void {
  const bytes = <usize>vectors << 4;
  const scales = f32x4.splat(scale);
  for (let key = 0; key < keys; key += 4) {
    const slot = slots + (<usize>key << 2);
    const k0 = cache + <usize>load<u32>(slot);
    const k1 = cache + <usize>load<u32>(slot, 4);
    const k2 = cache + <usize>load<u32>(slot, 8);
    const k3 = cache + <usize>load<u32>(slot, 12);
    let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0);
    let b0 = f32x4.splat(0), b1 = f32x4.splat(0), b2 = f32x4.splat(0), b3 = f32x4.splat(0);
    for (let at: usize = 0; at < bytes; at += 16) {
      const qs = v128.load(q + at);
      const qs2 = v128.load(q2 + at);
      let ks = v128.load(k0 + at);
      a0 = f32x4.add(a0, f32x4.mul(qs, ks));
      b0 = f32x4.add(b0, f32x4.mul(qs2, ks));
      ks = v128.load(k1 + at);
      a1 = f32x4.add(a1, f32x4.mul(qs, ks));
      b1 = f32x4.add(b1, f32x4.mul(qs2, ks));
      ks = v128.load(k2 + at);
      a2 = f32x4.add(a2, f32x4.mul(qs, ks));
      b2 = f32x4.add(b2, f32x4.mul(qs2, ks));
      ks = v128.load(k3 + at);
      a3 = f32x4.add(a3, f32x4.mul(qs, ks));
      b3 = f32x4.add(b3, f32x4.mul(qs2, ks));
    }
    v128.store(scores + (<usize>key << 2), f32x4.mul(adjacentTrees(a0, a1, a2, a3), scales));
    v128.store(scores2 + (<usize>key << 2), f32x4.mul(adjacentTrees(b0, b1, b2, b3), scales));
  }
}

/** Heads that share their keys: splits by increasing key, merged in index order by (maximum, sum, vector). Scores become weights. */
function mix(
  heads: i32, scores: usize, scoreBytes: usize, cache: usize, slots: usize, splits: usize, count: i32,
  vectors: i32, states: usize,
): void {
  const bytes = <usize>vectors << 4;
  const stateBytes = STATE + 2 * bytes;
  for (let s = 0; s < count; s++) {
    const start = i32.load(splits + (<usize>s << 3));
    const end = i32.load(splits + (<usize>s << 3), 4);
    for (let i = 0; i < heads; i++) {
      weighSplit(scores + <usize>i * scoreBytes, start, end, s == 0, states + <usize>i * stateBytes);
    }
    const to = states + STATE + (s == 0 ? 0 : bytes);
    if (heads == 2) weightedTwo(scores, scores + scoreBytes, cache, slots, start, end, vectors, to, to + stateBytes);
    else weighted(scores, cache, slots, start, end, vectors, to);
    if (s > 0) for (let i = 0; i < heads; i++) merge(states + <usize>i * stateBytes, bytes);
  }
}

/** Takes a split's maximum and weights into a head's state. */
function weighSplit(scores: usize, start: i32, end: i32, first: bool, state: usize): void {
  const top = maximum(scores, start, end);
  const weight = weigh(scores, start, end, top);
  if (first) {
    f32.store(state, top);
    f32.store(state, weight, SUM);
    return;
  }
  const highest = f32.load(state);
  const newHighest = max<f32>(highest, top);
  const keep: f32 = highest == newHighest ? 1 : exp(highest - newHighest);
  const take: f32 = top == newHighest ? 1 : exp(top - newHighest);
  f32.store(state, newHighest);
  f32.store(state, weight * take + f32.load(state, SUM) * keep, SUM);
  f32.store(state, keep, KEEP);
  f32.store(state, take, TAKE);
}

/** The value of the split under way joins that of those before. */
function merge(state: usize, bytes: usize): void {
  const keep = v128.load32_splat(state, KEEP);
  const take = v128.load32_splat(state, TAKE);
  const values = state + STATE;
  const part = values + bytes;
  for (let at: usize = 0; at < bytes; at += 16) {
    const kept = f32x4.mul(v128.load(values + at), keep);
    v128.store(values + at, f32x4.add(f32x4.mul(v128.load(part + at), take), kept));
  }
}

/** A head's value over the sum of its weights. */
function divide(state: usize, y: usize, headDim: i32): void {
  const sum = v128.load32_splat(state, SUM);
  for (let d = 0; d < headDim; d += 4) {
    const at = <usize>d << 2;
    writeLanes(y + at, f32x4.div(v128.load(state + STATE + at), sum), headDim - d);
  }
}

function maximum(scores: usize, start: i32, end: i32): f32 {
  let i = start + 1;
  let top = f32.load(scores + (<usize>start << 2));
  if (i + 4 <= end) {
    let tops = v128.load(scores + (<usize>i << 2));
    for (i += 4; i + 4 <= end; i += 4) tops = f32x4.max(tops, v128.load(scores + (<usize>i << 2)));
    top = max<f32>(top, max<f32>(f32x4.extract_lane(tops, 0), f32x4.extract_lane(tops, 1)));
    top = max<f32>(top, max<f32>(f32x4.extract_lane(tops, 2), f32x4.extract_lane(tops, 3)));
  }
  for (; i < end; i++) top = max<f32>(top, f32.load(scores + (<usize>i << 2)));
  return top;
}

/** Scores become weights; their sum, by increasing key. */
function weigh(scores: usize, start: i32, end: i32, top: f32): f32 {
  const tops = f32x4.splat(top);
  let sum: f32 = 0;
  for (let i = start; i < end; i += 4) {
    const at = scores + (<usize>i << 2);
    const weights = expQuad(f32x4.sub(v128.load(at), tops));
    writeLanes(at, weights, end - i);
    sum += f32x4.extract_lane(weights, 0);
    if (i + 1 < end) sum += f32x4.extract_lane(weights, 1);
    if (i + 2 < end) sum += f32x4.extract_lane(weights, 2);
    if (i + 3 < end) sum += f32x4.extract_lane(weights, 3);
  }
  return sum;
}

function weighted(weights: usize, cache: usize, slots: usize, start: i32, end: i32, vectors: i32, value: usize): void {
  let left = vectors;
  let at: usize = 0;
  for (; left >= 8; left -= 8, at += 128) weighted8(weights, cache + at, slots, start, end, value + at);
  for (; left >= 4; left -= 4, at += 64) weighted4(weights, cache + at, slots, start, end, value + at);
  for (; left > 0; left--, at += 16) weighted1(weights, cache + at, slots, start, end, value + at);
}

/** The same for two heads that share their values. */
function weightedTwo(
  weights: usize, weights2: usize, cache: usize, slots: usize, start: i32, end: i32, vectors: i32, value: usize, value2: usize,
): void {
  let left = vectors;
  let at: usize = 0;
  for (; left >= 4; left -= 4, at += 64) {
    weighted4Two(weights, weights2, cache + at, slots, start, end, value + at, value2 + at);
  }
  for (; left > 0; left--, at += 16) {
    weighted1(weights, cache + at, slots, start, end, value + at);
    weighted1(weights2, cache + at, slots, start, end, value2 + at);
  }
}

function weighted1(weights: usize, cache: usize, slots: usize, start: i32, end: i32, value: usize): void {
  let sum = f32x4.splat(0);
  for (let i = start; i < end; i++) {
    const weight = v128.load32_splat(weights + (<usize>i << 2));
    sum = f32x4.add(sum, f32x4.mul(weight, v128.load(cache + <usize>load<u32>(slots + (<usize>i << 2)))));
  }
  v128.store(value, sum);
}

// @ts-ignore: decorator
@inline
function addValue(sum: v128, weight: v128, value: usize, offset: usize): v128 {
  return f32x4.add(sum, f32x4.mul(weight, v128.load(value + offset)));
}

function weighted8(weights: usize, cache: usize, slots: usize, start: i32, end: i32, value: usize): void {
  let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0);
  let a4 = f32x4.splat(0), a5 = f32x4.splat(0), a6 = f32x4.splat(0), a7 = f32x4.splat(0);
  for (let i = start; i < end; i++) {
    const weight = v128.load32_splat(weights + (<usize>i << 2));
    const v = cache + <usize>load<u32>(slots + (<usize>i << 2));
    a0 = addValue(a0, weight, v, 0);
    a1 = addValue(a1, weight, v, 16);
    a2 = addValue(a2, weight, v, 32);
    a3 = addValue(a3, weight, v, 48);
    a4 = addValue(a4, weight, v, 64);
    a5 = addValue(a5, weight, v, 80);
    a6 = addValue(a6, weight, v, 96);
    a7 = addValue(a7, weight, v, 112);
  }
  v128.store(value, a0);
  v128.store(value, a1, 16);
  v128.store(value, a2, 32);
  v128.store(value, a3, 48);
  v128.store(value, a4, 64);
  v128.store(value, a5, 80);
  v128.store(value, a6, 96);
  v128.store(value, a7, 112);
}

function weighted4(weights: usize, cache: usize, slots: usize, start: i32, end: i32, value: usize): void {
  let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0);
  for (let i = start; i < end; i++) {
    const weight = v128.load32_splat(weights + (<usize>i << 2));
    const v = cache + <usize>load<u32>(slots + (<usize>i << 2));
    a0 = addValue(a0, weight, v, 0);
    a1 = addValue(a1, weight, v, 16);
    a2 = addValue(a2, weight, v, 32);
    a3 = addValue(a3, weight, v, 48);
  }
  v128.store(value, a0);
  v128.store(value, a1, 16);
  v128.store(value, a2, 32);
  v128.store(value, a3, 48);
}

function weighted4Two(
  weights: usize, weights2: usize, cache: usize, slots: usize, start: i32, end: i32, value: usize, value2: usize,
): void {
  let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0);
  let b0 = f32x4.splat(0), b1 = f32x4.splat(0), b2 = f32x4.splat(0), b3 = f32x4.splat(0);
  for (let i = start; i < end; i++) {
    const weight = v128.load32_splat(weights + (<usize>i << 2));
    const weight2 = v128.load32_splat(weights2 + (<usize>i << 2));
    const v = cache + <usize>load<u32>(slots + (<usize>i << 2));
    let vs = v128.load(v);
    a0 = f32x4.add(a0, f32x4.mul(weight, vs));
    b0 = f32x4.add(b0, f32x4.mul(weight2, vs));
    vs = v128.load(v, 16);
    a1 = f32x4.add(a1, f32x4.mul(weight, vs));
    b1 = f32x4.add(b1, f32x4.mul(weight2, vs));
    vs = v128.load(v, 32);
    a2 = f32x4.add(a2, f32x4.mul(weight, vs));
    b2 = f32x4.add(b2, f32x4.mul(weight2, vs));
    vs = v128.load(v, 48);
    a3 = f32x4.add(a3, f32x4.mul(weight, vs));
    b3 = f32x4.add(b3, f32x4.mul(weight2, vs));
  }
  v128.store(value, a0);
  v128.store(value, a1, 16);
  v128.store(value, a2, 32);
  v128.store(value, a3, 48);
  v128.store(value2, b0);
  v128.store(value2, b1, 16);
  v128.store(value2, b2, 32);
  v128.store(value2, b3, 48);
}
