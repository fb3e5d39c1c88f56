import { fixedRuns } from '../plan.ts';
import { halvedLanes, quadLanes } from './cuts.ts';
import type { KernelSetRules, RuleSource, SumCut } from './rules.ts';

/** Terms of K that a tile takes at a time into its accumulator, of 16-bit elements. */
const BLOCK_K = 64;
/** Threads that share a row's sum of squares: four warps. */
const NORM_THREADS = 128;

/** Kernels that two engines have in common: where they come from. */
export const ONE_TILE_SOURCE: RuleSource = {
  title: 'batch_invariant_ops, batch_invariant_ops.py',
  version: 'thinking-machines-lab/batch_invariant_ops at f22b1fb',
  url: 'https://github.com/thinking-machines-lab/batch_invariant_ops/blob/f22b1fbe534b1fe045080f44a970a441caaf3c4f/batch_invariant_ops/batch_invariant_ops.py',
  says: 'A persistent product with one tile of 128 by 128 whatever M is, K in steps of 64 (16-bit) into one accumulator, never split; a mean takes one workgroup a row, 1,024 elements at a time.',
};

/** How both engines' sums are put in terms of this lab's kernels. */
export const ONE_TILE_MAPPED =
  'A step of 64 terms of K is a chunk of four lanes, added to the sum of those before: what a tensor core does within a step is not published. A norm’s 1,024 elements are 128 lanes, a halving tree after them. The tile of 128 by 128 counts in pictures alone: this lab’s kernels compute it, and may spread the steps over workgroups, which changes no bit.';

/** A product and a norm of one tile: the order follows K and the hidden size alone. */
export const oneTileKernels = {
  oneTile: { rows: 128, columns: 128 },
  readsParallelism: [],
  matmul: ({ terms }): SumCut => quadLanes(fixedRuns(terms, BLOCK_K)),
  rmsnorm: (_: number, terms: number): SumCut => halvedLanes(NORM_THREADS, terms),
} as const satisfies Pick<KernelSetRules, 'oneTile' | 'readsParallelism' | 'matmul' | 'rmsnorm'>;
