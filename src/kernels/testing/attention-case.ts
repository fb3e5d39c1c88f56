import type { Gpu } from '../../gpu/device.ts';
import { type HostData, runOnce } from '../../gpu/run-once.ts';
import type { ActivationDtype } from '../../numerics/dtypes.ts';
import type { Range } from '../../numerics/plan.ts';
import { BLOCK_POSITIONS, blocksFor } from '../../steps/kv-blocks.ts';
import { type AttentionBuffers, splitTables } from '../attention.ts';
import { attentionMergeCall, attentionMergeSource } from '../attention_merge.ts';
import { type KernelForms, planForms } from '../forms.ts';
import { packRows, unpackRows } from '../packed-rows.ts';
import type { CompileOnce } from './kernel-cache.ts';
import { asFloats, randomActivations } from './layout.ts';
import { type AttentionShape, shapeConfig } from './shapes.ts';

/** Rows of different requests, each with keys 0..keys-1 of its own in blocks scattered over the cache. */
export interface AttentionCase {
  readonly shape: AttentionShape;
  readonly dtype: ActivationDtype;
  /** (rows) keys that each row attends to. */
  readonly keys: readonly number[];
  /** What slots hold that belong to no key: zero, or whatever a recycled block may hold. */
  readonly elsewhere: number;
}

export interface AttentionData {
  /** (rows, heads, head_dim) */
  readonly q: Float32Array<ArrayBuffer>;
  /** (slots, kv_heads, head_dim) */
  readonly k: Float32Array<ArrayBuffer>;
  readonly v: Float32Array<ArrayBuffer>;
  /** (rows) physical blocks in logical order. */
  readonly tables: readonly (readonly number[])[];
}

export function slotOf(table: readonly number[], key: number): number {
  return table[Math.floor(key / BLOCK_POSITIONS)] * BLOCK_POSITIONS + (key % BLOCK_POSITIONS);
}

export function attentionData({ shape, dtype, keys, elsewhere }: AttentionCase): AttentionData {
  const { heads, kvHeads, headDim } = shape;
  const count = keys.reduce((sum, n) => sum + blocksFor(n), 0) + 3;
  // A fixed permutation: neighbours in a sequence are far apart in the cache, and three blocks belong to nobody.
  const order = Array.from({ length: count }, (_, i) => (i * 7 + 3) % count);
  const blocks = count % 7 === 0 ? order.map((_, i) => count - 1 - i) : order;
  const tables = keys.map((n, row) => {
    const taken = keys.slice(0, row).reduce((sum, before) => sum + blocksFor(before), 0);
    return blocks.slice(taken, taken + blocksFor(n));
  });
  const width = kvHeads * headDim;
  const cache = (seed: number) => {
    const values = new Float32Array(count * BLOCK_POSITIONS * width).fill(elsewhere);
    keys.forEach((n, row) => {
      // From the row's own seed, so that its keys are the same in any company.
      const own = randomActivations(n * width, seed + n, dtype);
      for (let key = 0; key < n; key++)
        values.set(own.subarray(key * width, (key + 1) * width), slotOf(tables[row], key) * width);
    });
    return values;
  };
  const q = keys.flatMap((n) => [...randomActivations(heads * headDim, 7 * n, dtype)]);
  return { q: Float32Array.from(q), k: cache(1_000), v: cache(2_000), tables };
}

/** A head's output in f64, by element, from the same stored values. */
export function exactAt(
  { shape, keys }: AttentionCase,
  { q, k, v, tables }: AttentionData,
  row: number,
  head: number,
) {
  const { heads, kvHeads, headDim } = shape;
  const kvHead = Math.floor((head * kvHeads) / heads);
  const at = (key: number) => (slotOf(tables[row], key) * kvHeads + kvHead) * headDim;
  const scores = Array.from({ length: keys[row] }, (_, key) => {
    let score = 0;
    for (let d = 0; d < headDim; d++) score += q[(row * heads + head) * headDim + d] * k[at(key) + d];
    return score / Math.sqrt(headDim);
  });
  const highest = Math.max(...scores);
  const weights = scores.map((score) => Math.exp(score - highest));
  const total = weights.reduce((a, b) => a + b);
  return (d: number) => weights.reduce((sum, weight, key) => sum + weight * v[at(key) + d], 0) / total;
}

/** Runs attention and merge; `splits` are those of each row, `forms` whose kernel. */
export async function runAttention(
  gpu: Gpu,
  compile: CompileOnce,
  { shape, dtype }: AttentionCase,
  { q, k, v, tables }: AttentionData,
  splits: readonly (readonly Range[])[],
  forms: KernelForms = planForms(gpu.tuning),
) {
  const { heads, headDim } = shape;
  const stride = Math.ceil(headDim / 4) * 4;
  const rows = tables.length;
  const longest = Math.max(...tables.map((table) => table.length));
  const blocks = tables.flatMap((table) => [...table, ...new Array<number>(longest - table.length).fill(0)]);
  const { count, items, runs } = splitTables(splits, (row) => row * longest);
  const unwritten = (length: number): HostData => new Float32Array(length).fill(Number.NaN);
  const config = shapeConfig(shape);
  const attention = await compile(forms.attention({ activations: dtype }, config));
  const buffers: AttentionBuffers<HostData> = {
    q: packRows(q, headDim, dtype),
    k: packRows(k, headDim, dtype),
    v: packRows(v, headDim, dtype),
    items: Uint32Array.from(items),
    blocks: Uint32Array.from(blocks),
    values: unwritten(count * heads * stride),
    stats: unwritten(count * heads * 2),
  };
  const [values, stats] = await runOnce(gpu, attention, forms.attentionCall(buffers, count, config));
  const merge = await compile(attentionMergeSource({ activations: dtype }, config));
  const merged = packRows(new Float32Array(rows * heads * headDim).fill(1), heads * headDim, dtype);
  const merging = { splits: Uint32Array.from(runs), values, stats, y: merged };
  const [y] = await runOnce(gpu, merge, attentionMergeCall(merging, rows, config));
  return { values: asFloats(values), stats: asFloats(stats), y: unpackRows(y, dtype) };
}
