import type { BlockPool } from './block-pool.ts';
import type { Draft } from './draft.ts';
import { BLOCK_POSITIONS, blocksFor } from './kv-blocks.ts';
import type { KvMove } from './moves.ts';
import { outgrows } from './pool-fit.ts';
import { indexOf, type QueuedRequest } from './request.ts';
import { isDue, nextPlace, rowsLeft } from './verification.ts';

/** One that runs takes as many of its known tokens as rows are left, and the blocks for them from whoever is to give way. */
export function goOn(draft: Draft, turn: QueuedRequest): void {
  for (let request = draft.running(turn); request; request = draft.running(turn)) {
    const shared = writesShared(request, draft.pool);
    const count = rowsOf(draft, request, Number(shared));
    const wanted =
      blocksFor(indexOf(request, nextPlace(request) + count)) - request.blocks.length + Number(shared);
    if (wanted <= draft.pool.room) {
      draft.take(request, { count, ...withRoom(request, wanted, shared, draft.pool) });
      return;
    }
    if (!draft.evict(request)) draft.preempt(draft.lastUnserved(() => true)!);
  }
}

/** One longer than the pool takes as many as there are places for: only where there is none something is dropped for it. */
function rowsOf(draft: Draft, request: QueuedRequest, copied: number): number {
  if (isDue(request)) return rowsLeft(request);
  const rows = Math.min(rowsLeft(request), draft.rows);
  if (!outgrows(request, draft.limits)) return rows;
  const places = (request.blocks.length + draft.pool.room - copied) * BLOCK_POSITIONS;
  return Math.max(1, Math.min(rows, places - indexOf(request, request.computed)));
}

/**
 * Makes room for all that run before anyone takes a turn, as far as dropping goes: a request that has had its turn can give nothing up
 * any more.
 */
export function dropForAll(draft: Draft, running: readonly QueuedRequest[]): void {
  let [rows, wanted] = [draft.rows, 0];
  for (const request of running) {
    const most = outgrows(request, draft.limits) ? 1 : request.tokens.length - request.computed;
    const count = Math.min(most, rows);
    rows -= count;
    wanted += Math.max(0, blocksFor(indexOf(request, request.computed + count)) - request.blocks.length);
  }
  while (wanted > draft.pool.room && draft.evict());
}

/** Whether its next token goes into a block that another request holds too. */
function writesShared(request: QueuedRequest, pool: BlockPool): boolean {
  const index = indexOf(request, request.computed);
  const block = request.blocks[Math.floor(index / BLOCK_POSITIONS)];
  return index % BLOCK_POSITIONS > 0 && pool.references(block) > 1;
}

/** Copy on write: its last block is a copy of the shared one. */
function withRoom({ blocks }: QueuedRequest, wanted: number, shared: boolean, pool: BlockPool) {
  if (wanted <= 0) return { blocks, pool };
  const fresh = pool.next(wanted);
  if (!shared) return { blocks: [...blocks, ...fresh], pool: pool.taken(fresh) };
  const from = blocks.at(-1)!;
  const moves: KvMove[] = [{ kind: 'copy', from, to: fresh[0] }];
  return { blocks: [...blocks.slice(0, -1), ...fresh], pool: pool.returned([from]).taken(fresh), moves };
}
