import type { Draft } from './draft.ts';
import { BLOCK_POSITIONS, blocksFor } from './kv-blocks.ts';
import type { KvMove } from './moves.ts';
import { packedBehind } from './packing.ts';
import type { Turn } from './policies/rules.ts';
import { outgrows } from './pool-fit.ts';
import { findPrefix } from './prefix.ts';
import { comesBack, indexOf, type QueuedRequest } from './request.ts';
import { isDue, nextPlace, rowsLeft } from './verification.ts';

/** What a request that waits would begin with. */
interface Beginning {
  /** With what is already computed of it. */
  readonly request: QueuedRequest;
  readonly count: number;
  /** Leading blocks that the cache or others hold. */
  readonly shared: readonly number[];
  /** Block that the first of its own begins as a copy of; null: none. */
  readonly copied: number | null;
  /** Whether it goes into the sequence that is being packed. */
  readonly packs: boolean;
}

/** One that waits begins, where rows, places and blocks allow; whether it did. */
export function join(draft: Draft, { request: waiting, whole = false }: Turn): boolean {
  const mayDisplace = (running: QueuedRequest) => draft.rules.displaces(waiting, running);
  // Who just lost its blocks would only take them back: nobody begins in such a step but one for whom it gave way.
  if (draft.rows === 0 || !draft.preempted.every(mayDisplace)) return false;
  const beginning = withinPool(draft, beginningOf(draft, waiting));
  const { request, count, shared, packs } = beginning;
  const end = indexOf(request, nextPlace(request) + count);
  const atOnce = whole && !outgrows(request, draft.limits);
  const needed =
    blocksFor(atOnce ? Math.max(end, indexOf(request, request.tokens.length)) : end) - shared.length;
  if (!makeRoom(draft, needed, shared, mayDisplace)) return false;
  const pool = draft.pool.shared(shared);
  const fresh = pool.next(blocksFor(end) - shared.length);
  // What is handed over lies there before the step moves anything: it comes once their blocks have left.
  if (request.handed.length > 0 && draft.leaving(fresh)) return false;
  const blocks = [...shared, ...fresh];
  draft.take(request, { count, blocks, pool: pool.taken(fresh), moves: movesInto(beginning, fresh) });
  draft.joined++;
  if (packs) draft.pack = { blocks, end };
  return true;
}

function beginningOf(draft: Draft, waiting: QueuedRequest): Beginning {
  const { serving, pool, rows, pack, limits } = draft;
  const left = rowsLeft(waiting);
  const count = isDue(waiting) ? left : Math.min(left, rows);
  const plain = { request: waiting, count, shared: [], copied: null, packs: false };
  if (comesBack(waiting) || waiting.verify) return plain;
  if (serving.packing !== 'off') {
    if (left > rows) return plain;
    const request = packedBehind(waiting, pack, serving.packing, limits);
    return { ...plain, request, shared: request.segment > 0 ? pack!.blocks : [], packs: true };
  }
  const found = findPrefix(waiting, pool, serving.prefix);
  return {
    ...{ request: { ...waiting, computed: found.tokens }, shared: found.blocks, copied: found.copied },
    ...{ count: Math.min(left - found.tokens, rows, found.mostRows), packs: false },
  };
}

/** One longer than the pool begins with as many of its tokens as there are places for. */
function withinPool({ limits, pool }: Draft, beginning: Beginning): Beginning {
  const { request, count, shared, packs } = beginning;
  if (!outgrows(request, limits)) return beginning;
  const places = (shared.length + pool.shared(shared).room) * BLOCK_POSITIONS;
  const rows = Math.max(1, Math.min(count, places - indexOf(request, request.computed)));
  // Whoever is packed behind it would lie where it goes on.
  return { ...beginning, count: rows, packs: packs && rows === count };
}

/** Whether a place and so many blocks are there, once those that may be displaced are gone; else nobody goes. */
function makeRoom(
  draft: Draft,
  blocks: number,
  shared: readonly number[],
  mayDisplace: (running: QueuedRequest) => boolean,
): boolean {
  const before = draft.save();
  while (!draft.hasPlace || blocks > draft.pool.shared(shared).room) {
    const victim = draft.lastUnserved(mayDisplace);
    if (!victim) {
      draft.restore(before);
      return false;
    }
    draft.preempt(victim);
  }
  return true;
}

/** Its blocks of host memory come back, or the block that it shares and goes on writing is copied. */
function movesInto({ request: { host }, copied }: Beginning, fresh: readonly number[]): KvMove[] {
  if (host.length > 0) return host.map((place, i) => ({ kind: 'swap-in', host: place, block: fresh[i] }));
  // Where the cache had nothing but this block to give up, it is the copy.
  return copied === null || copied === fresh[0] ? [] : [{ kind: 'copy', from: copied, to: fresh[0] }];
}
