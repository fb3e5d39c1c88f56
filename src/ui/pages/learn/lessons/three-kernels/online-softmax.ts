import { attendSplit, merge } from '../../../../../engines/cpu/cpu-attention.ts';
import { fixedRuns } from '../../../../../numerics/plan.ts';
import { BLOCK_POSITIONS } from '../../../../../steps/kv-blocks.ts';
import { type AttentionCase, blocksOf, HEADS, STEPPED } from './attention-case.ts';

type Running = ReturnType<typeof merge>;

/** One block of keys taken in. */
export interface OnlineStep {
  readonly start: number;
  readonly end: number;
  /** Scores of the block's keys. */
  readonly scores: readonly number[];
  /** Highest score, sum of weights and weighted values so far, this block included. */
  readonly running: Running;
  /** What the sums before were multiplied by: exactly 1 where the maximum stands. */
  readonly rescale: number;
  /** The output, were the keys to end here. */
  readonly output: readonly number[];
}

/**
 * Attention of one row block by block, as by whoever has seen only the keys so far: the CPU engine's own split and merge, a
 * split to each block. With one key to a block it is the online softmax of the textbooks.
 */
export function onlineSteps({ q, cache, keys }: AttentionCase, block: number): OnlineStep[] {
  const { headDim } = HEADS;
  const blocks = blocksOf(keys);
  const cacheAt = (key: number) =>
    (blocks[Math.floor(key / BLOCK_POSITIONS)] * BLOCK_POSITIONS + (key % BLOCK_POSITIONS)) * headDim;
  const split = (start: number, end: number) =>
    attendSplit(STEPPED, q, 0, cache, { start, end }, cacheAt, { headDim });
  const steps: OnlineStep[] = [];
  for (const { start, end } of fixedRuns(keys, block)) {
    const before = steps.at(-1)?.running;
    const next = split(start, end);
    const running = before ? merge(STEPPED, before, next) : next;
    const scores = Array.from({ length: end - start }, (_, i) => split(start + i, start + i + 1).highest);
    steps.push({
      start,
      end,
      scores,
      running,
      rescale: rescaleOf(before, running),
      output: Array.from(running.value, (value) => STEPPED.work(value / running.sum)),
    });
  }
  return steps;
}

function rescaleOf(before: Running | undefined, after: Running): number {
  if (!before || before.highest === after.highest) return 1;
  return STEPPED.work(Math.exp(STEPPED.work(before.highest - after.highest)));
}

/** Steps at which a new maximum had all sums before it scaled down. */
export function rescalings(steps: readonly OnlineStep[]): number {
  return steps.filter(({ rescale }) => rescale !== 1).length;
}

/** Places of the keys by falling or rising score. */
export function orderByScore(scores: readonly number[], direction: 'falling' | 'rising'): number[] {
  const sign = direction === 'falling' ? -1 : 1;
  return scores.map((_, key) => key).toSorted((a, b) => sign * (scores[a] - scores[b]));
}
