import type { Gpu } from '../../gpu/device.ts';
import { type HostData, runOnce } from '../../gpu/run-once.ts';
import type { ActivationDtype } from '../../numerics/dtypes.ts';
import { type KeyCut, longestSplit, splitCount } from '../../numerics/key-cut.ts';
import type { MathName } from '../../numerics/math-name.ts';
import { BLOCK_POSITIONS, blocksFor } from '../../steps/kv-blocks.ts';
import { readOnce } from '../../steps/shared-keys.ts';
import { attentionMergeCall, attentionMergeSource } from '../attention_merge.ts';
import type { AttentionBuffers, AttentionForm } from '../attention-form.ts';
import { planForms } from '../forms.ts';
import { packRows, padded, unpackRows } from '../packed-rows.ts';
import type { CompileOnce } from './kernel-cache.ts';
import { asFloats, randomActivations } from './layout.ts';
import { type AttentionShape, shapeConfig } from './shapes.ts';

/** Requests, each with keys 0..keys-1 of its own in blocks scattered over the cache, and rows of them. */
export interface AttentionCase {
  readonly shape: AttentionShape;
  readonly dtype: ActivationDtype;
  /** The platform's own where left out. */
  readonly math?: MathName;
  /** (requests) keys that the last row of each attends to. */
  readonly keys: readonly number[];
  /** Rows of each request, one key after the other; one where left out. */
  readonly chunk?: number;
  /** Keys, whole blocks of them, that all requests have in the blocks of the first; none where left out. */
  readonly prefix?: number;
  /** What slots hold that belong to no key: zero, or whatever a recycled block may hold. */
  readonly elsewhere: number;
}

export interface AttentionData {
  /** (rows, heads, head_dim) */
  readonly q: Float32Array<ArrayBuffer>;
  /** (slots, kv_heads, head_dim) */
  readonly k: Float32Array<ArrayBuffer>;
  readonly v: Float32Array<ArrayBuffer>;
  /** (requests) physical blocks in logical order. */
  readonly tables: readonly (readonly number[])[];
}

export function slotOf(table: readonly number[], key: number): number {
  return table[Math.floor(key / BLOCK_POSITIONS)] * BLOCK_POSITIONS + (key % BLOCK_POSITIONS);
}

export function attentionData(given: AttentionCase): AttentionData {
  const { shape, dtype, keys, elsewhere, prefix = 0 } = given;
  const { heads, kvHeads, headDim } = shape;
  const count = keys.reduce((sum, n) => sum + blocksFor(n), 0) + 3;
  // A fixed permutation: neighbours in a sequence are far apart in the cache, and three blocks belong to nobody.
  const order = Array.from({ length: count }, (_, i) => (i * 7 + 3) % count);
  const blocks = count % 7 === 0 ? order.map((_, i) => count - 1 - i) : order;
  const shared = blocks.slice(0, blocksFor(prefix));
  const tables = keys.map((n, row) => {
    const taken = keys.slice(0, row).reduce((sum, before) => sum + blocksFor(before), 0);
    return [...shared, ...blocks.slice(taken + shared.length, taken + blocksFor(n))];
  });
  const width = kvHeads * headDim;
  const cache = (seed: number) => {
    const values = new Float32Array(count * BLOCK_POSITIONS * width).fill(elsewhere);
    keys.forEach((n, row) => {
      // From the row's own seed, so that its keys are the same in any company.
      const own = randomActivations(n * width, seed + n, dtype);
      for (let key = row > 0 ? prefix : 0; key < n; key++)
        values.set(own.subarray(key * width, (key + 1) * width), slotOf(tables[row], key) * width);
    });
    return values;
  };
  const q = rowsOf(given).flatMap((row) => [...randomActivations(heads * headDim, 7 * row.keys, dtype)]);
  return { q: Float32Array.from(q), k: cache(1_000), v: cache(2_000), tables };
}

/** A head's output in f64, by element, from the same stored values. */
export function exactAt(given: AttentionCase, { q, k, v, tables }: AttentionData, row: number, head: number) {
  const { shape } = given;
  const { slice, keys } = rowsOf(given)[row];
  const { heads, kvHeads, headDim } = shape;
  const kvHead = Math.floor((head * kvHeads) / heads);
  const at = (key: number) => (slotOf(tables[slice], key) * kvHeads + kvHead) * headDim;
  const scores = Array.from({ length: keys }, (_, key) => {
    let score = 0;
    for (let d = 0; d < headDim; d++) score += q[(row * heads + head) * headDim + d] * k[at(key) + d];
    return score / Math.sqrt(headDim);
  });
  const highest = Math.max(...scores);
  const weights = scores.map((score) => Math.exp(score - highest));
  const total = weights.reduce((a, b) => a + b);
  return (d: number) => weights.reduce((sum, weight, key) => sum + weight * v[at(key) + d], 0) / total;
}

/** The rows of a step: the last `chunk` of each request, or the last one. */
export function rowsOf({ keys, chunk = 1 }: AttentionCase): { slice: number; keys: number }[] {
  return keys.flatMap((n, slice) => {
    const count = Math.min(chunk, n);
    return Array.from({ length: count }, (_, i) => ({ slice, keys: n - count + 1 + i }));
  });
}

/** Runs attention, and the merge where any row is left to it; `cuts` are those of each row, `form` whose kernels. */
export async function runAttention(
  gpu: Gpu,
  compile: CompileOnce,
  given: AttentionCase,
  { q, k, v, tables }: AttentionData,
  cuts: readonly KeyCut[],
  form: AttentionForm = planForms(gpu.tuning).attention(given.shape),
) {
  const { shape, dtype, math = 'native' } = given;
  const { heads, headDim } = shape;
  const stride = padded(headDim);
  const rows = rowsOf(given);
  const longest = Math.max(...tables.map((table) => table.length));
  const blocks = tables.flatMap((table) => [...table, ...new Array<number>(longest - table.length).fill(0)]);
  const counts = rows.map(({ keys }, row) => splitCount(cuts[row], keys));
  // Rows that share keys are laid out as if each had as many splits as the one with most.
  const splits = given.prefix ? rows.length * Math.max(...counts) : counts.reduce((a, b) => a + b);
  const context = Math.max(...given.keys);
  const own = Math.max(...rows.map(({ keys }, row) => longestSplit(cuts[row], keys)));
  const cascade = Boolean(given.prefix);
  const room = form.room({ rows: rows.length, context, splits, longest: own, cascade }, shape);
  const items = new Uint32Array(room.words).fill(0xdead);
  const runs = new Uint32Array(rows.length * 2).fill(0xdead);
  const slices = new Set(given.keys.keys());
  const shared = given.prefix ? readOnce({ keys: given.prefix, slices }, rows, cuts) : null;
  const step = { rows, cuts, shared, tableAt: (slice: number) => slice * longest };
  const dealt = form.deal(step, room, shape, { items, runs });
  const unwritten = (length: number): HostData => new Float32Array(length).fill(Number.NaN);
  const config = shapeConfig(shape);
  const source = form.sources({ activations: dtype, math }, shape).get(dealt.kernel)!;
  const buffers: AttentionBuffers<HostData> = {
    q: packRows(q, headDim, dtype),
    k: packRows(k, headDim, dtype),
    v: packRows(v, headDim, dtype),
    items: items.slice(0, dealt.words),
    blocks: Uint32Array.from(blocks),
    values: unwritten(Math.max(1, dealt.places) * heads * stride),
    stats: unwritten(Math.max(1, dealt.places) * heads * 2),
    y: packRows(new Float32Array(rows.length * heads * headDim).fill(1), heads * headDim, dtype),
  };
  const [values, stats, whole] = await runOnce(gpu, await compile(source), form.call(buffers, dealt, shape));
  const left = { values: asFloats(values), stats: asFloats(stats), dealt };
  if (!dealt.merges) return { ...left, y: unpackRows(whole, dtype) };
  const merge = await compile(attentionMergeSource({ activations: dtype, math }, config));
  const merging = { splits: runs, values, stats, y: whole ?? buffers.y };
  const [y] = await runOnce(gpu, merge, attentionMergeCall(merging, rows.length, config));
  return { ...left, y: unpackRows(y, dtype) };
}
