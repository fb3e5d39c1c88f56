import { BLOCK_POSITIONS } from './kv-blocks.ts';
import type { Cascade } from './serving.ts';
import type { SharedPrefix, StepSlice } from './step-plan.ts';

/**
 * The prefix that all slices of a step have in the same physical blocks, if it reaches the thresholds; else null. As in vLLM it must be
 * everyone's: one request without it takes it from all. It ends where the earliest slice begins, since it must lie in the cache.
 */
export function sharedPrefix(slices: readonly StepSlice[], cascade: Cascade | null): SharedPrefix | null {
  if (cascade === null || slices.length < Math.max(1, cascade.requests)) return null;
  const [{ blocks: first }, ...others] = slices;
  const earliest = Math.min(...slices.map(({ start, from = 0 }) => (from > 0 ? 0 : start)));
  const most = Math.floor(earliest / BLOCK_POSITIONS);
  let shared = 0;
  while (shared < most && others.every(({ blocks }) => blocks[shared] === first[shared])) shared++;
  const length = shared * BLOCK_POSITIONS;
  if (shared === 0 || length < cascade.prefixTokens) return null;
  return { length, slices: slices.map((_, i) => i) };
}
