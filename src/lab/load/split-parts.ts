import { ExperimentError } from '../../experiment/errors.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { SplitLimits, SplitPlan, SplitQueue } from '../../steps/disaggregated.ts';
import { blocksFor } from '../../steps/kv-blocks.ts';
import { createQueue } from '../../steps/queue.ts';
import { withoutCache } from '../../steps/queue-changes.ts';
import { type QueuedRequest, toRecompute } from '../../steps/request.ts';
import { mostPositions } from '../../steps/step-bounds.ts';

/** An arm's blocks for both sides, half each. Throws ExperimentError where a side could not hold the longest request. */
export function splitLimits({ name, limits }: ArmSpec): SplitLimits {
  const prefill = Math.ceil(limits.blocks / 2);
  const decode = limits.blocks - prefill;
  const needed = blocksFor(mostPositions(limits));
  if (decode < needed) {
    throw new ExperimentError([
      `arm ${name}: limits.blocks: disaggregated, each side has half of them: expected at least ${2 * needed} (twice its longest request), found ${limits.blocks}`,
    ]);
  }
  return { prefill: { ...limits, blocks: prefill }, decode: { ...limits, blocks: decode } };
}

/** Both queues after their device was lost: everyone is prefilled again. */
export function splitWithoutCache({ prefill, decode }: SplitQueue, limits: SplitLimits): SplitQueue {
  const again = withoutCache(decode, limits.decode);
  const first = withoutCache(prefill, limits.prefill);
  const waiting = [...again.waiting.map(withoutBlocks), ...first.waiting];
  return {
    prefill: { ...first, waiting, finished: [...first.finished, ...again.finished] },
    decode: { ...createQueue([], limits.decode), step: decode.step },
  };
}

/** One that waited to be handed over had its blocks on the other side. */
function withoutBlocks(request: QueuedRequest): QueuedRequest {
  return request.handed.length > 0 ? { ...toRecompute(request), handed: [] } : request;
}

/** KV blocks that are handed over before it. */
export function handedBy({ handOvers }: SplitPlan): number {
  return handOvers.reduce((sum, { from }) => sum + from.length, 0);
}
