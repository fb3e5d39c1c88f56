import type { ModelConfig } from '../../model/model-config.ts';
import { scoreOrder, scoreScale } from '../../numerics/attention-plan.ts';
import type { Range } from '../../numerics/plan.ts';
import { BLOCK_POSITIONS } from '../../steps/kv-blocks.ts';
import type { Arithmetic, Vector } from './arithmetic.ts';
import type { CpuCache } from './cpu-cache.ts';

/** Where one row's keys lie and how they are split. */
export interface RowKeys {
  readonly blocks: readonly number[];
  /** Index in the cache of the first key; 0 where left out. */
  readonly from?: number;
  /** Counted from that key on. */
  readonly splits: readonly Range[];
}

/** One split, or several merged: highest score, sum of weights, weighted sum of values. */
interface Partial {
  readonly highest: number;
  readonly sum: number;
  readonly value: Vector;
}

/** How a row's heads share its keys and values. */
type Heads = Pick<ModelConfig, 'heads' | 'kvHeads' | 'headDim' | 'attentionScale'>;

/** Attention of one row, all heads, with splits merged in index order; rounded to the activation dtype. */
export function attendRow(
  arithmetic: Arithmetic,
  config: Heads,
  q: Vector,
  cache: CpuCache,
  { blocks, from = 0, splits }: RowKeys,
): Vector {
  const { heads, kvHeads, headDim } = config;
  const y = arithmetic.zeros(heads * headDim);
  for (let head = 0; head < heads; head++) {
    const kvHead = Math.floor((head * kvHeads) / heads);
    const cacheAt = (key: number) => {
      const index = from + key;
      const slot = blocks[Math.floor(index / BLOCK_POSITIONS)] * BLOCK_POSITIONS + (index % BLOCK_POSITIONS);
      return (slot * kvHeads + kvHead) * headDim;
    };
    const partials = splits.map((split) =>
      attendSplit(arithmetic, q, head * headDim, cache, split, cacheAt, config),
    );
    const { sum, value } = partials.reduce((a, b) => merge(arithmetic, a, b));
    for (let d = 0; d < headDim; d++)
      y[head * headDim + d] = arithmetic.store(arithmetic.divide(value[d], sum));
  }
  return y;
}

/** The keys of one split: their highest score, then weights and weighted values by increasing key. */
export function attendSplit(
  { dot, work, multiplyAdd, times, exp, zeros }: Arithmetic,
  q: Vector,
  qAt: number,
  cache: CpuCache,
  { start, end }: Range,
  cacheAt: (key: number) => number,
  heads: Pick<Heads, 'headDim' | 'attentionScale'>,
): Partial {
  const { headDim } = heads;
  const order = scoreOrder(headDim);
  const scale = work(scoreScale(heads));
  const scores = zeros(end - start);
  for (let i = 0; i < scores.length; i++)
    scores[i] = times(dot(order, q, qAt, cache.k, cacheAt(start + i)), scale);
  let highest = scores[0];
  for (let i = 1; i < scores.length; i++) highest = Math.max(highest, scores[i]);
  const value = zeros(headDim);
  let sum = 0;
  for (let i = 0; i < scores.length; i++) {
    const weight = exp(work(scores[i] - highest));
    const at = cacheAt(start + i);
    for (let d = 0; d < headDim; d++) value[d] = multiplyAdd(weight, cache.v[at + d], value[d]);
    sum = work(sum + weight);
  }
  return { highest, sum, value };
}

/** Two splits as one, each rescaled to the higher of their maxima: by exactly 1 where that is its own. */
export function merge({ work, timesAdd, times, exp }: Arithmetic, a: Partial, b: Partial): Partial {
  const highest = Math.max(a.highest, b.highest);
  const rescale = (old: number) => (old === highest ? 1 : exp(work(old - highest)));
  const keep = rescale(a.highest);
  const take = rescale(b.highest);
  return {
    highest,
    sum: timesAdd(b.sum, take, times(a.sum, keep)),
    value: a.value.map((v, d) => timesAdd(b.value[d], take, times(v, keep))),
  };
}
