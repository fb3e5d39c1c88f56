import { blocksFor, positionsFor } from './kv-blocks.ts';
import type { SchedulerLimits } from './queue.ts';
import { blocksAtMost, type QueuedRequest } from './request.ts';
import type { Serving } from './serving.ts';

/**
 * Prompts of one step laid end to end in one sequence of blocks. Whoever goes on after it writes behind its own segment, where the next
 * one's lies: into a copy of that block.
 */
export interface OpenPack {
  readonly blocks: readonly number[];
  /** Index at which the next segment begins. */
  readonly end: number;
}

/** A request as it is packed behind those of `pack`; as it is where nothing is open, or it could then outgrow the pool or the arm's cache. */
export function packedBehind(
  request: QueuedRequest,
  pack: OpenPack | null,
  packing: Serving['packing'],
  { blocks, maxContext = Number.POSITIVE_INFINITY }: Pick<SchedulerLimits, 'blocks' | 'maxContext'>,
): QueuedRequest {
  if (pack === null || packing === 'off') return request;
  if (blocksFor(pack.end) + blocksAtMost(request) > blocks) return request;
  const { promptLength, endLength } = request;
  if (pack.end + positionsFor(promptLength, endLength - promptLength) > maxContext) return request;
  return { ...request, segment: pack.end, leaks: packing === 'leaking' };
}
