import { blocksFor } from './kv-blocks.ts';
import { blocksAtMost, type QueuedRequest } from './request.ts';
import type { MemoryPolicy } from './serving.ts';

/**
 * Blocks that suffice for a request of any length: its first and last tokens', and one to go on in. Null where nothing is dropped, so that
 * none but its own length does.
 */
export function leastBlocks(memory: MemoryPolicy): number | null {
  return memory.pressure === 'evict' ? blocksFor(memory.first) + blocksFor(memory.last) + 1 : null;
}

/** Whether a request is longer than the whole pool: it goes on only by dropping what lies between, before it has all its tokens. */
export function outgrows(request: QueuedRequest, { blocks }: { readonly blocks: number }): boolean {
  return blocksAtMost(request) > blocks;
}

/** What a request is told that is longer than the whole pool, or whose kept tokens are; null where it fits. */
export function neverFits(request: QueuedRequest, poolBlocks: number, memory: MemoryPolicy): string | null {
  const whole = blocksAtMost(request);
  const needed = Math.min(whole, leastBlocks(memory) ?? whole);
  if (needed <= poolBlocks) return null;
  const what = needed < whole ? ' for its first and last tokens alone' : '';
  return `needs ${needed} KV blocks${what}, the pool has ${poolBlocks}`;
}
