import { fixedRuns } from '../plan.ts';
import { powerOfTwo } from '../power-of-two.ts';
import { quadLanes } from './cuts.ts';
import { invariant } from './invariant.ts';
import type { KernelSetRules } from './rules.ts';

/** Workers that may share a sum evenly: two machines of eight GPUs. */
const LEAST_LEAVES = 16;
/** What the kernels can hold the levels of. */
const MOST_LEAVES = 128;
/** Where K allows it, a leaf is as short as the longest chunk of `invariant`. */
const LONG_LEAF = 256;
/** Two groups of four terms, which kernels add in one round. */
const UNIT = 8;
/** A leaf of fewer terms would be mostly the adding up of its lanes: a short K has fewer leaves instead. */
const SHORT_LEAF = 32;

/**
 * A product's sum is one binary tree over K, whatever the number of workers that share it: leaves of one length, a power of two of them where K
 * allows it, so that each of W workers owns subtrees and what is left of the tree adds their sums. Only products are shared in tensor
 * parallelism: a norm's row is whole on every worker, and a head's keys lie on one, so that norms and attention are those of `invariant`.
 * Source: Zhang et al., "Deterministic Inference across Tensor Parallel Sizes That Eliminates Training-Inference Mismatch" (arXiv
 * 2511.17826v2, 2026), whose kernels count blocks of 64 to 256 terms instead, so that their promise wants a power of two of them in each share.
 */
export const tree = {
  ...invariant,
  name: 'tree',
  version: 1,
  matmul: ({ terms }) => ({ ...quadLanes(fixedRuns(terms, treeLeaf(terms))), chunkTree: 'binary' }),
} as const satisfies KernelSetRules;

/** Terms of a leaf, a multiple of eight: from K alone. Half as many leaves, where they are all as long and these would not be. */
export function treeLeaf(terms: number): number {
  const wanted = powerOfTwo(Math.ceil(terms / LONG_LEAF));
  const most = Math.min(Math.max(wanted, LEAST_LEAVES), MOST_LEAVES);
  const evenly = (leaves: number) => terms % (UNIT * leaves) === 0;
  const leaves = !evenly(most) && evenly(most / 2) ? most / 2 : most;
  return Math.max(SHORT_LEAF, Math.ceil(terms / leaves / UNIT) * UNIT);
}
