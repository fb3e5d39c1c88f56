import type { QueueState } from '../../steps/queue.ts';
import type { StepPlan } from '../../steps/step-plan.ts';

/** What a build does wrong in an arm of one queue. No experiment can ask for it: the audit of alarms and tests alone set it. */
export interface FaultyBuild {
  /** Whether the KV blocks of a request that ends are never given back. */
  readonly keepsBlocksOf: (request: string) => boolean;
}

/** A queue after a step, in a build that forgets to give some blocks back, and how many those are. */
export function withKeptBlocks(
  after: QueueState,
  { slices }: StepPlan,
  { keepsBlocksOf }: FaultyBuild,
): { readonly state: QueueState; readonly kept: number } {
  const ended = new Set(after.finished.map(({ id }) => id).filter(keepsBlocksOf));
  const blocks = slices
    .filter(({ request }) => ended.has(request))
    .flatMap((slice) => slice.blocks)
    .filter((block) => after.pool.references(block) === 0);
  return { state: { ...after, pool: after.pool.taken(blocks) }, kept: blocks.length };
}
