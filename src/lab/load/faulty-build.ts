import type { QueueState } from '../../steps/queue.ts';
import type { StepPlan } from '../../steps/step-plan.ts';

/** What a build does wrong in an arm of one queue. No experiment can ask for it: the audit of alarms and tests alone set it. */
export interface FaultyBuild {
  /** Whether the KV blocks of a request that ends are never given back. */
  readonly keepsBlocksOf: (request: string) => boolean;
}

/** Blocks that a build forgot to give back so far; none where nothing is wrong with it. */
export class KeptBlocks {
  readonly #build: FaultyBuild | null;
  #count = 0;

  constructor(build: FaultyBuild | null) {
    this.#build = build;
  }

  get count(): number {
    return this.#count;
  }

  /** A queue after a step, without those that the step should have given back. */
  keep(after: QueueState, { slices }: StepPlan): QueueState {
    if (!this.#build) return after;
    const ended = new Set(after.finished.map(({ id }) => id).filter(this.#build.keepsBlocksOf));
    const blocks = slices
      .filter(({ request }) => ended.has(request))
      .flatMap((slice) => slice.blocks)
      .filter((block) => after.pool.references(block) === 0);
    this.#count += blocks.length;
    return { ...after, pool: after.pool.taken(blocks) };
  }
}
