import { BLOCK_POSITIONS, blocksFor } from './kv-blocks.ts';
import { indexOf, type QueuedRequest } from './request.ts';
import type { MemoryPolicy } from './serving.ts';
import type { EvictedBlocks } from './step-plan.ts';

/**
 * The whole blocks of a request between its first and its last tokens (StreamingLLM: attention sinks and a window); null where there
 * are none. Of one that is packed with others nothing is dropped.
 */
export function evictable(request: QueuedRequest, memory: MemoryPolicy): EvictedBlocks | null {
  if (memory.pressure !== 'evict' || request.segment > 0) return null;
  const first = blocksFor(memory.first);
  const end = Math.floor((indexOf(request, request.computed) - memory.last) / BLOCK_POSITIONS);
  return end > first ? { request: request.id, first, blocks: end - first } : null;
}

/** Without those blocks: later keys move up in the cache and keep the position that they were rotated by. */
export function withoutEvicted(request: QueuedRequest, { first, blocks }: EvictedBlocks): QueuedRequest {
  const tokens = blocks * BLOCK_POSITIONS;
  return {
    ...request,
    blocks: request.blocks.toSpliced(first, blocks),
    dropped: request.dropped + tokens,
    evicted: request.evicted + tokens,
  };
}

/** The blocks themselves. */
export function evictedOf({ blocks: held }: QueuedRequest, { first, blocks }: EvictedBlocks): number[] {
  return held.slice(first, first + blocks);
}
