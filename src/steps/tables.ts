import type { BlockPool } from './block-pool.ts';
import { BLOCK_POSITIONS } from './kv-blocks.ts';
import type { KvMove } from './moves.ts';
import { comesBack, type QueuedRequest } from './request.ts';
import type { StepSlice } from './step-plan.ts';

/** Who holds which blocks while a plan is taken in: the pool after all that it was told. */
export class Tables {
  #pool: BlockPool;
  /** Blocks that a slice of this plan took, so that the next one that has them shares them. */
  readonly #taken = new Set<number>();

  constructor(pool: BlockPool, moves: readonly KvMove[]) {
    this.#pool = pool;
    for (const move of moves) if (move.kind === 'copy') this.#touch(move.from);
  }

  get pool(): BlockPool {
    return this.#pool;
  }

  release(blocks: readonly number[]): void {
    this.#pool = this.#pool.returned(blocks);
  }

  /** A request holds the blocks of its slice instead of those it had. */
  hold(request: QueuedRequest, { blocks, start }: StepSlice): void {
    const { blocks: before } = request;
    if (blocks === before) return;
    // What lies before a slice that begins was found; what comes back goes into blocks of its own.
    const begins = before.length === 0 && !comesBack(request);
    const found = begins ? Math.floor(start / BLOCK_POSITIONS) : 0;
    const changed = blocks.flatMap((block, i) => (block === before[i] ? [] : [{ block, i }]));
    const shared = changed.filter(({ block, i }) => i < found || this.#taken.has(block));
    const taken = changed.filter((each) => !shared.includes(each)).map(({ block }) => block);
    this.release(changed.flatMap(({ i }) => before[i] ?? []));
    this.#pool = this.#pool.shared(shared.map(({ block }) => block)).taken(taken);
    for (const block of taken) this.#taken.add(block);
  }

  /** What is copied was made use of. */
  #touch(block: number): void {
    if (this.#pool.isCached(block)) this.#pool = this.#pool.shared([block]).returned([block]);
  }
}
