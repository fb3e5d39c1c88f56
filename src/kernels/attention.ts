import attention from '../../shaders/attention.wgsl?raw';
import lane4 from '../../shaders/lib/lane4.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import type { KernelCall } from '../gpu/kernel-call.ts';
import type { Tuning } from '../gpu/tuning.ts';
import type { ModelConfig } from '../model/config.ts';
import { attentionScale } from '../numerics/attention-plan.ts';
import type { Range } from '../numerics/plan.ts';
import { grid } from './grid.ts';
import { type KernelDtypes, withDtypes } from './preludes.ts';

export function attentionSource(
  dtypes: KernelDtypes,
  { heads, kvHeads, headDim }: Pick<ModelConfig, 'heads' | 'kvHeads' | 'headDim'>,
  { meetingThreads }: Tuning,
): KernelSource {
  const constants = {
    ...{ HEADS: heads, KV_HEADS: kvHeads, HEAD_DIM: headDim, SCALE: attentionScale(headDim) },
    THREADS: Math.min(64, meetingThreads),
  };
  return withDtypes('attention', dtypes, [lane4, attention], constants);
}

export interface AttentionBuffers<Data> {
  readonly q: Data; // (rows, heads, head_dim)
  readonly k: Data; // (slots, kv_heads, head_dim)
  readonly v: Data; // (slots, kv_heads, head_dim)
  readonly items: Data; // (items): row, start of its block table, first key, end
  readonly blocks: Data; // block tables of all requests
  readonly values: Data; // (items, heads, head_dim) f32
  readonly stats: Data; // (items, heads): max, sum
}

/** Attends to the keys of every item: one split of one row. */
export function attentionCall<Data>(
  { q, k, v, items: table, blocks, values, stats }: AttentionBuffers<Data>,
  items: number,
  { kvHeads }: Pick<ModelConfig, 'kvHeads'>,
): KernelCall<Data> {
  return { inputs: [q, k, v, table, blocks], outputs: [values, stats], workgroups: grid(items, kvHeads) };
}

/** What the kernels read of rows' splits. */
export interface SplitTables {
  /** How many splits there are in all. */
  readonly count: number;
  /** (count) row, start of its block table, first key, end. */
  readonly items: readonly number[];
  /** (rows) first item and count, which the merge reads. */
  readonly runs: readonly number[];
}

/** `tableAt`: where the block table of a row begins. */
export function splitTables(
  splits: readonly (readonly Range[])[],
  tableAt: (row: number) => number,
): SplitTables {
  const items: number[] = [];
  const runs: number[] = [];
  splits.forEach((of, row) => {
    runs.push(items.length / 4, of.length);
    for (const { start, end } of of) items.push(row, tableAt(row), start, end);
  });
  return { count: items.length / 4, items, runs };
}
