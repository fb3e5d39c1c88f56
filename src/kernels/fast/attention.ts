import attention from '../../../shaders/fast/attention.wgsl?raw';
import type { KernelSource } from '../../gpu/kernel.ts';
import type { Tuning } from '../../gpu/tuning.ts';
import type { ModelConfig } from '../../model/model-config.ts';
import { scoreScale } from '../../numerics/attention-plan.ts';
import { everyKeys, splitCount, splitEnd } from '../../numerics/key-cut.ts';
import { splitsForm } from '../attention.ts';
import { rowsForm } from '../attention_rows.ts';
import type { AttentionForm, AttentionTables, DealtAttention, StepKeys } from '../attention-form.ts';
import { covering, grid } from '../grid.ts';
import type { KernelDtypes } from '../preludes.ts';
import { meeting } from './add_norm.ts';

type Heads = Pick<ModelConfig, 'heads' | 'kvHeads' | 'headDim' | 'attentionScale'>;

/** Keys that rows which share them have at a time. */
const TILE = 64;
const TILES = everyKeys(TILE);

/** Keys that a workgroup scores at a time, one a thread. */
const THREADS = 128;

/** FlashDecoding on a GPU. */
export function fastAttentionSource(dtypes: KernelDtypes, shape: Heads, subgroup: number): KernelSource {
  const { heads, kvHeads, headDim } = shape;
  const constants = {
    ...{ HEADS: heads, KV_HEADS: kvHeads, HEAD_DIM: headDim, SCALE: scoreScale(shape) },
    THREADS,
  };
  return meeting('fast_attention', dtypes, attention, constants, subgroup);
}

/**
 * Attention in any order, on a GPU: rows that decode by runs of keys as the plan cuts them, a workgroup for each, KV head and four of the
 * query heads that share it; the only run of a row is done without the merge. Rows that share their keys as every set's do.
 */
export function fastAttention(tuning: Tuning, subgroup: number): AttentionForm {
  const [rows, splits] = [rowsForm(tuning), splitsForm(tuning)];
  const shares = (step: StepKeys, { headDim }: Heads) =>
    headDim % 4 === 0 && step.rows.some(({ slice }, i) => i > 0 && slice === step.rows[i - 1].slice);
  return {
    sources(dtypes, heads) {
      const fast = ['fast', fastAttentionSource(dtypes, heads, subgroup)] as const;
      return new Map(heads.headDim % 4 === 0 ? [fast, ...rows.sources(dtypes, heads)] : [fast]);
    },
    room(largest, heads) {
      const [own, shared] = [
        splits.room(largest),
        heads.headDim % 4 === 0 ? rows.room({ ...largest, longest: TILE }, heads) : null,
      ];
      const runs = largest.splits * ITEM_WORDS;
      return { words: Math.max(runs, shared?.words ?? 0), places: Math.max(own.places, shared?.places ?? 0) };
    },
    deal(step, room, heads, tables) {
      // Any cut will do, and keys past a tile would be scored twice.
      const cuts = step.cuts.map(() => TILES);
      if (shares(step, heads)) return rows.deal({ ...step, cuts, shared: null }, room, heads, tables);
      return { kernel: 'fast', ...dealRuns(step, tables, heads.headDim % 4 === 0) };
    },
    call(buffers, dealt, heads) {
      if (dealt.kernel !== 'fast') return rows.call(buffers, dealt, heads);
      const { q, k, v, items, blocks, values, stats, y } = buffers;
      const workgroups = grid(dealt.items, heads.kvHeads, covering(heads.heads / heads.kvHeads, 4));
      return { inputs: [q, k, v, items, blocks], outputs: [values, stats, y], workgroups };
    },
  };
}

/** u32 of an item: row, start of its block table, first key and end as indices of the cache, and whether it is the only run of its row. */
const ITEM_WORDS = 5;

/** `whole`: whether the only run of a row may be done at once. */
function dealRuns(
  { rows, cuts, tableAt }: StepKeys,
  { items, runs }: AttentionTables,
  whole: boolean,
): Omit<DealtAttention, 'kernel'> {
  let count = 0;
  let merges = false;
  rows.forEach(({ slice, keys, from = 0 }, row) => {
    const [first, splits] = [count, splitCount(cuts[row], keys)];
    const only = whole && splits === 1;
    for (let split = 0; split < splits; split++, count++) {
      const start = split === 0 ? 0 : splitEnd(cuts[row], keys, split - 1);
      const end = splitEnd(cuts[row], keys, split);
      items.set([row, tableAt(slice), from + start, from + end, only ? 1 : 0], count * ITEM_WORDS);
    }
    merges ||= !only;
    runs[row * 2] = first;
    runs[row * 2 + 1] = only ? 0 : splits;
  });
  return { items: count, words: count * ITEM_WORDS, places: count, merges };
}
