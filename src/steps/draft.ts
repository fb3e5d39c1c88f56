import type { BlockPool } from './block-pool.ts';
import { blocksFor } from './kv-blocks.ts';
import type { PolicyRules, Turn } from './policies/rules.ts';
import type { QueueState, SchedulerLimits } from './queue.ts';
import type { QueuedRequest } from './request.ts';
import type { StepSlice } from './step-plan.ts';

/** A step while it is being decided: it changes as turns are taken, and is gone when `schedule` returns. */
export class Draft {
  readonly slices: StepSlice[] = [];
  readonly #rules: PolicyRules;
  readonly #limits: SchedulerLimits;
  readonly #served = new Set<string>();
  /** In the order in which they lost their blocks. */
  readonly #preempted: QueuedRequest[] = [];
  #running: readonly QueuedRequest[];
  #joined = 0;
  #rows: number;
  #pool: BlockPool;

  constructor(state: QueueState, limits: SchedulerLimits, rules: PolicyRules) {
    this.#rules = rules;
    this.#limits = limits;
    this.#running = state.running;
    this.#rows = rules.rows(limits);
    this.#pool = state.pool;
  }

  /** Whether rows are left. */
  get open(): boolean {
    return this.#rows > 0;
  }

  /** In the order of the queue: the first to give way last. */
  get preempted(): readonly string[] {
    return this.#preempted.map(({ id }) => id).toReversed();
  }

  /** One that runs takes as many of its known tokens as rows are left, and the blocks for them from whoever is to give way. */
  goOn(request: QueuedRequest): void {
    if (this.#preempted.includes(request)) return;
    const count = Math.min(request.tokens.length - request.computed, this.#rows);
    const wanted = blocksFor(request.computed + count) - request.blocks.length;
    while (wanted > this.#pool.free.length) {
      const victim = this.#lastUnserved(() => true)!;
      this.#preempt(victim);
      if (victim === request) return;
    }
    this.#take(request, count, wanted);
  }

  /** One that waits begins, where rows, places and blocks allow; whether it did. */
  join({ request, whole = false }: Turn): boolean {
    const count = Math.min(request.tokens.length, this.#rows);
    const wanted = blocksFor(whole ? request.tokens.length : count);
    const mayDisplace = (running: QueuedRequest) => this.#rules.displaces(request, running);
    // Who just lost its blocks would only take them back: nobody begins in such a step but one for whom it gave way.
    if (count === 0 || !this.#preempted.every(mayDisplace)) return false;
    if (!this.#makeRoom(wanted, mayDisplace)) return false;
    this.#take(request, count, blocksFor(count));
    this.#joined++;
    return true;
  }

  /** Whether a place and so many blocks are free, once those that may be displaced are; else nobody is. */
  #makeRoom(blocks: number, mayDisplace: (running: QueuedRequest) => boolean): boolean {
    const before = { running: this.#running, pool: this.#pool, preempted: this.#preempted.length };
    const fits = () =>
      this.#running.length + this.#joined < this.#limits.maxSequences && blocks <= this.#pool.free.length;
    while (!fits()) {
      const victim = this.#lastUnserved(mayDisplace);
      if (victim) {
        this.#preempt(victim);
        continue;
      }
      [this.#running, this.#pool] = [before.running, before.pool];
      this.#preempted.length = before.preempted;
      return false;
    }
    return true;
  }

  #lastUnserved(which: (running: QueuedRequest) => boolean): QueuedRequest | undefined {
    return this.#rules
      .precedence(this.#running)
      .findLast((request) => !this.#served.has(request.id) && which(request));
  }

  /** Recompute: the blocks go back, the tokens stay, and the request waits at the head of the queue. */
  #preempt(victim: QueuedRequest): void {
    this.#running = this.#running.filter((request) => request !== victim);
    this.#pool = this.#pool.returned(victim.blocks);
    this.#preempted.push(victim);
  }

  #take(request: QueuedRequest, count: number, newBlocks: number): void {
    const { id, computed } = request;
    const fresh = this.#pool.next(newBlocks);
    const tokens = request.tokens.slice(computed, computed + count);
    const sample = computed + count === request.tokens.length ? 'last' : 'none';
    this.slices.push({ request: id, start: computed, tokens, blocks: [...request.blocks, ...fresh], sample });
    this.#served.add(id);
    this.#pool = this.#pool.taken(fresh);
    this.#rows -= count;
  }
}
