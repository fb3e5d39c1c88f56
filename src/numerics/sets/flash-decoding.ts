import { everyKeys, type PlainCut, WHOLE } from '../key-cut.ts';
import type { AttentionStep, KernelSetRules, RuleSource } from './rules.ts';
import { variant } from './variant.ts';

const MOST_SPLITS = 128;
/** A split count that keeps this share of the best one's efficiency will do, if it is smaller. */
const GOOD_ENOUGH = 0.85;
/** Where this share of the places is taken without, nothing is split. */
const BUSY = 0.8;
/** Workgroups that a multiprocessor holds at once. */
const PER_PROCESSOR = 2;
const SMALLEST_BLOCK = 64;

const SOURCES: readonly RuleSource[] = [
  {
    title: 'FlashAttention, csrc/flash_attn/flash_api.cpp: num_splits_heuristic, set_params_splitkv',
    version: 'v2.8.3',
    url: 'https://github.com/Dao-AILab/flash-attention/blob/v2.8.3/csrc/flash_attn/flash_api.cpp',
    says: 'The smallest number of splits with 85 % of the best use of the waves; one where requests and heads fill 80 % of two places a multiprocessor; blocks of 256, 128 or 64 keys by head size; 128 splits at most.',
  },
  {
    title: 'FlashAttention, csrc/flash_attn/src/flash_fwd_kernel.h',
    version: 'v2.8.3',
    url: 'https://github.com/Dao-AILab/flash-attention/blob/v2.8.3/csrc/flash_attn/src/flash_fwd_kernel.h',
    says: 'A split is an equal number of whole blocks of the longest context of the batch.',
  },
  {
    title: 'Flash-Decoding for long-context inference',
    version: 'Stanford CRFM blog, 12 October 2023',
    url: 'https://crfm.stanford.edu/2023/10/12/flashdecoding.html',
    says: 'Keys and values are split over workgroups to keep a GPU busy while it decodes, and the parts merged.',
  },
];

/**
 * FlashDecoding's number of splits, as FlashAttention 2 computes it: from how many requests decode and from the longest of their
 * contexts, so that both the number of batchmates and their length move the cut. Products and norms are those of `variant`.
 */
export const flashDecoding = {
  ...variant,
  name: 'flash-decoding',
  version: 1,
  library: {
    name: 'FlashAttention 2: FlashDecoding’s split count',
    published: ['attention'],
    others: variant.name,
    states:
      'Where every request of a step decodes, the keys are cut into the fewest splits that use the waves of workgroups nearly best; the count follows the number of requests, the length of a split the longest context among them.',
    mapped:
      'Multiprocessors are the arm’s parallelism. Query heads that share a KV head count once, as its decoding kernel packs them. Blocks of keys set where splits end; inside a split this lab’s kernel adds key by key.',
    leftOut:
      'Heads that share no KV head in batches of mixed lengths, which its entry for those never splits; sliding windows; FlashAttention 3’s own rule.',
    sources: SOURCES,
  },
  cut: (_, step) => decodingCut(step),
  mostSplits: ({ rows, context }) => rows * Math.min(MOST_SPLITS, Math.ceil(context / SMALLEST_BLOCK)),
} as const satisfies KernelSetRules;

function decodingCut(step: AttentionStep): PlainCut {
  if (step.requests.some(({ rows }) => rows > 1)) return WHOLE;
  const block = keysOfBlock(step.headDim);
  const longest = step.requests.reduce((most, request) => Math.max(most, request.keys), 1);
  const blocks = Math.ceil(longest / block);
  const count = splitCount(step.requests.length * step.kvHeads, PER_PROCESSOR * step.parallelism, blocks);
  return everyKeys(Math.ceil(blocks / count) * block);
}

function keysOfBlock(headDim: number): number {
  if (headDim <= 64) return 256;
  return headDim <= 128 ? 128 : SMALLEST_BLOCK;
}

/** The smallest split count that uses `places` nearly as well as the best; `groups` are the workgroups without a split. */
function splitCount(groups: number, places: number, blocks: number): number {
  if (groups >= BUSY * places) return 1;
  const most = Math.min(MOST_SPLITS, places, blocks);
  const counts = Array.from({ length: most }, (_, i) => i + 1).filter((count) => isDistinct(count, blocks));
  // In f32, as there: a tie falls the same way.
  const efficiency = (count: number) => {
    const waves = Math.fround((groups * count) / places);
    return Math.fround(waves / Math.ceil(waves));
  };
  const best = Math.max(...counts.map(efficiency));
  return counts.find((count) => efficiency(count) >= GOOD_ENOUGH * best) ?? 1;
}

/** Whether a count cuts the blocks otherwise than one split less does. */
function isDistinct(count: number, blocks: number): boolean {
  return count === 1 || Math.ceil(blocks / count) !== Math.ceil(blocks / (count - 1));
}
