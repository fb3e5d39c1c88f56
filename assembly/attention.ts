/**
 * Attention of rows over a paged cache (slots, kv_heads, head_dim padded to whole vectors). A row's record is four i32: its keys, where
 * the byte offsets of their slots lie (padded to a multiple of four), where its splits lie as pairs [start, end), and their number.
 */
import { scoreOne, scoreTwo } from './attention-scores';
import { weighted, weightedTwo } from './attention-values';
import { maximum, weigh } from './attention-weights';
import { writeLanes } from './lanes';
import { divisor, exp, product, productOf, quotient } from './math';
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
  f32.store(state, productOf(weight, take) + productOf(f32.load(state, SUM), keep), SUM);
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
    const before = product(v128.load(values + at), keep);
    v128.store(values + at, f32x4.add(product(v128.load(part + at), take), before));
  }
}

/** A head's value over the sum of its weights. */
function divide(state: usize, y: usize, headDim: i32): void {
  const sum = divisor(v128.load32_splat(state, SUM));
  for (let d = 0; d < headDim; d += 4) {
    const at = <usize>d << 2;
    writeLanes(y + at, quotient(v128.load(state + STATE + at), sum), headDim - d);
  }
}
