import type { QueueState } from './queue.ts';

/**
 * References to KV blocks that requests hold, and places in host memory that hold a block of one: 0 once nobody is in the queue. Blocks that are
 * withheld while layers are as they were stored are nobody's.
 */
export function heldReferences({
  pool,
  precision,
  host,
}: Pick<QueueState, 'pool' | 'precision' | 'host'>): number {
  let references = host.used - (precision?.withheld.length ?? 0);
  for (let block = 0; block < pool.size; block++) references += pool.references(block);
  return references;
}
