import { everyKeys } from '../key-cut.ts';
import type { AttentionRow, AttentionStep, KernelSetRules, RuleSource, StepRequest } from './rules.ts';
import { variant } from './variant.ts';

/** Keys of a page of the cache, as this lab's blocks have them too. */
const PAGE = 16;
/** Pages of a split, at least: 128 keys. */
const LEAST_PAGES = 128 / PAGE;
/** Workgroups that a multiprocessor holds at once. */
const PER_PROCESSOR = 2;

const SOURCES: readonly RuleSource[] = [
  {
    title: 'FlashInfer, include/flashinfer/attention/scheduler.cuh: PrefillBinarySearchKVChunkSize',
    version: 'flashinfer-ai/flashinfer at 00b1eec',
    url: 'https://github.com/flashinfer-ai/flashinfer/blob/00b1eec47586694311afa35194c93a5ffac9c482/include/flashinfer/attention/scheduler.cuh',
    says: 'Binary search for the smallest chunk of keys, 128 at least, with which the tiles of all requests fit into two workgroups a multiprocessor; every request of the plan is cut by it.',
  },
  {
    title: 'FlashInfer, include/flashinfer/utils.cuh: FA2DetermineCtaTileQ',
    version: 'flashinfer-ai/flashinfer',
    url: 'https://github.com/flashinfer-ai/flashinfer/blob/main/include/flashinfer/utils.cuh',
    says: 'Query tiles of 16, 64 or 128 rows by the mean number of packed query rows.',
  },
];

/**
 * FlashInfer's plan: one chunk size for all requests, the smallest with which their tiles fit the device. So a row's cut follows how
 * many requests there are and how long each of their contexts is. Products and norms are those of `variant`.
 */
export const flashInfer = {
  ...variant,
  name: 'flashinfer',
  version: 1,
  library: {
    name: 'FlashInfer: balanced KV chunks',
    published: ['attention'],
    others: variant.name,
    states:
      'One chunk size cuts the keys of all requests that are planned together: the smallest with which all their tiles fit on the device at once. It follows the number of requests and the length of every context.',
    mapped:
      'Multiprocessors are the arm’s parallelism. A chunk is a split, in whole pages of 16 keys. Requests that decode are planned apart from those that prefill, as engines call it. Inside a split this lab’s kernel adds key by key.',
    leftOut:
      'CUDA graphs, which always split; sliding windows; the kernel for few query heads a KV head, which counts its workgroups by occupancy.',
    sources: SOURCES,
  },
  cut: (row, step) => everyKeys(chunkOf(row, step)),
  mostSplits: ({ rows, context }) => rows * Math.ceil(context / (LEAST_PAGES * PAGE)),
} as const satisfies KernelSetRules;

/** Keys of a split of every request that is planned with the row's. */
function chunkOf(row: AttentionRow, step: AttentionStep): number {
  const planned = plansOf(step);
  return row.decode ? planned.decode : planned.prefill;
}

interface Chunks {
  readonly decode: number;
  readonly prefill: number;
}

/** A step's rows ask one after the other, and the search is the same for all of them. */
const found = new WeakMap<AttentionStep, Chunks>();

function plansOf(step: AttentionStep): Chunks {
  const known = found.get(step);
  if (known) return known;
  const chunks = {
    decode: smallestChunk(
      step,
      step.requests.filter(({ rows }) => rows === 1),
    ),
    prefill: smallestChunk(
      step,
      step.requests.filter(({ rows }) => rows > 1),
    ),
  };
  found.set(step, chunks);
  return chunks;
}

function smallestChunk(step: AttentionStep, requests: readonly StepRequest[]): number {
  const budget = Math.floor((PER_PROCESSOR * step.parallelism) / step.kvHeads);
  const mostPages = requests.reduce((most, { keys }) => Math.max(most, Math.ceil(keys / PAGE)), 1);
  // A tile each is too many already: nothing is split.
  if (requests.length > budget) return Math.max(LEAST_PAGES, mostPages) * PAGE;
  const tile = queryTile(step, requests);
  const work = requests.map(({ rows, keys }) => ({
    tiles: Math.ceil((rows * groupOf(step)) / tile),
    pages: Math.ceil(keys / PAGE),
  }));
  const workgroups = (pages: number) =>
    work.reduce((sum, request) => sum + request.tiles * Math.ceil(request.pages / pages), 0);
  let low = LEAST_PAGES;
  let high = mostPages;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (workgroups(middle) > budget) low = middle + 1;
    else high = middle;
  }
  return low * PAGE;
}

function groupOf({ heads, kvHeads }: AttentionStep): number {
  return heads / kvHeads;
}

/** Packed query rows, heads that share a KV head counted apart, of one workgroup. */
function queryTile(step: AttentionStep, requests: readonly StepRequest[]): number {
  const packed = requests.reduce((sum, { rows }) => sum + rows * groupOf(step), 0);
  const mean = Math.floor(packed / Math.max(1, requests.length));
  if (mean > 64 && step.headDim < 256) return 128;
  return mean > 16 ? 64 : 16;
}
