import attention from '../../shaders/attention.wgsl?raw';
import lane4 from '../../shaders/lib/lane4.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import type { KernelCall } from '../gpu/kernel-call.ts';
import type { Tuning } from '../gpu/tuning.ts';
import type { ModelConfig } from '../model/model-config.ts';
import { scoreScale } from '../numerics/attention-plan.ts';
import { splitCount, splitEnd } from '../numerics/key-cut.ts';
import type {
  AttentionBuffers,
  AttentionForm,
  AttentionRoom,
  AttentionTables,
  LargestAttention,
  StepKeys,
} from './attention-form.ts';
import { grid, MOST_ALONG } from './grid.ts';
import { type KernelDtypes, withDtypes } from './preludes.ts';

export function attentionSource(
  dtypes: KernelDtypes,
  shape: Pick<ModelConfig, 'heads' | 'kvHeads' | 'headDim' | 'attentionScale'>,
  { meetingThreads }: Tuning,
): KernelSource {
  const { heads, kvHeads, headDim } = shape;
  const constants = {
    ...{ HEADS: heads, KV_HEADS: kvHeads, HEAD_DIM: headDim, SCALE: scoreScale(shape) },
    THREADS: Math.min(64, meetingThreads),
  };
  return withDtypes('attention', dtypes, [lane4, attention], constants);
}

/** Attends to the keys of every item: one split of one row. */
export function attentionCall<Data>(
  { q, k, v, items: table, blocks, values, stats }: Omit<AttentionBuffers<Data>, 'y'>,
  items: number,
  { kvHeads }: Pick<ModelConfig, 'kvHeads'>,
): KernelCall<Data> {
  return { inputs: [q, k, v, table, blocks], outputs: [values, stats], workgroups: grid(items, kvHeads) };
}

/** A workgroup for each split of each row, which the merge always reads: for heads of any size, and for texts in its place. */
export function splitsForm(
  tuning: Tuning,
): AttentionForm & { room(largest: Pick<LargestAttention, 'splits'>): AttentionRoom } {
  return {
    sources: (dtypes, heads) => new Map([['attention', attentionSource(dtypes, heads, tuning)]]),
    room({ splits }: Pick<LargestAttention, 'splits'>) {
      if (splits > MOST_ALONG) throw new RangeError(`${splits} splits in a step, ${MOST_ALONG} at most`);
      return { words: splits * ITEM_WORDS, places: splits };
    },
    deal(step, _room, _heads, tables) {
      const items = dealSplits(step, tables);
      return { kernel: 'attention', items, words: items * ITEM_WORDS, places: items, merges: true };
    },
    call: (buffers, { items }, heads) => attentionCall(buffers, items, heads),
  };
}

/** u32 of an item: row, start of its block table, first key and end, both as indices of the cache. */
const ITEM_WORDS = 4;

/** An item for each split of each row. Returns how many. */
function dealSplits({ rows, cuts, tableAt }: StepKeys, { items, runs }: AttentionTables): number {
  let count = 0;
  rows.forEach(({ slice, keys, from = 0 }, row) => {
    const [first, splits] = [count, splitCount(cuts[row], keys)];
    const table = tableAt(slice);
    let start = from;
    for (let split = 0; split < splits; split++, count++) {
      const at = count * ITEM_WORDS;
      items[at] = row;
      items[at + 1] = table;
      items[at + 2] = start;
      start = from + splitEnd(cuts[row], keys, split);
      items[at + 3] = start;
    }
    runs[row * 2] = first;
    runs[row * 2 + 1] = splits;
  });
  return count;
}
