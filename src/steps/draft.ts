import type { BlockPool } from './block-pool.ts';
import { evictable, evictedOf, withoutEvicted } from './eviction.ts';
import type { HostPlaces } from './host-places.ts';
import type { KvMove } from './moves.ts';
import type { OpenPack } from './packing.ts';
import type { PolicyRules } from './policies/rules.ts';
import type { QueueState, SchedulerLimits } from './queue.ts';
import type { QueuedRequest } from './request.ts';
import type { MemoryPolicy, Serving } from './serving.ts';
import type { EvictedBlocks, StepPlan, StepSlice, SwappedRequest } from './step-plan.ts';
import { nextPlace, verifiedSlice } from './verification.ts';

/** What lost its blocks, or some of them. */
interface Lost {
  /** In the order in which they gave way. */
  readonly preempted: readonly QueuedRequest[];
  readonly swapped: readonly SwappedRequest[];
  readonly evicted: readonly EvictedBlocks[];
  readonly moves: readonly KvMove[];
  readonly running: readonly QueuedRequest[];
  readonly pool: BlockPool;
  readonly host: HostPlaces;
}

/** A step while it is being decided: rows, blocks and slices change as turns are taken; it is gone when `schedule` returns. */
export class Draft {
  readonly limits: SchedulerLimits;
  readonly serving: Serving;
  readonly rules: PolicyRules;
  readonly slices: StepSlice[] = [];
  /** Requests that began in it. */
  joined = 0;
  /** Rows that are left. */
  rows: number;
  /** The sequence that prompts of this step are packed into; null where none is. */
  pack: OpenPack | null = null;
  readonly #served = new Set<string>();
  #lost: Lost;

  constructor(
    { running, pool, host }: QueueState,
    limits: SchedulerLimits,
    serving: Serving,
    rules: PolicyRules,
  ) {
    this.limits = limits;
    this.serving = serving;
    this.rules = rules;
    this.rows = rules.rows(limits);
    this.#lost = { preempted: [], swapped: [], evicted: [], moves: [], running, pool, host };
  }

  get pool(): BlockPool {
    return this.#lost.pool;
  }

  get preempted(): readonly QueuedRequest[] {
    return this.#lost.preempted;
  }

  get hasPlace(): boolean {
    return this.#lost.running.length + this.joined < this.limits.maxSequences;
  }

  /** Whether one of these goes to host memory in this step. */
  leaving(blocks: readonly number[]): boolean {
    return this.#lost.moves.some((move) => move.kind === 'swap-out' && blocks.includes(move.block));
  }

  /** A request that runs, as it is by now; undefined once it has given way. */
  running(before: QueuedRequest): QueuedRequest | undefined {
    if (this.#lost.preempted.length + this.#lost.evicted.length === 0) return before;
    return this.#lost.running.find(({ id }) => id === before.id);
  }

  /** To be given to `restore` where what follows turns out in vain. */
  save(): Lost {
    return this.#lost;
  }

  restore(lost: Lost): void {
    this.#lost = lost;
  }

  /** The one that is to give way first, among those that have no part in the step yet. */
  lastUnserved(which: (running: QueuedRequest) => boolean): QueuedRequest | undefined {
    return this.rules
      .precedence(this.#lost.running)
      .findLast((request) => !this.#served.has(request.id) && which(request));
  }

  /** Drops what may be of this request, or else of the one of which most may be; whether anything was. */
  evict(own?: QueuedRequest): boolean {
    const { memory } = this.serving;
    const found = (own && evictable(own, memory)) ?? this.#mostEvictable(memory);
    if (!found) return false;
    const lost = this.#lost;
    const victim = lost.running.find(({ id }) => id === found.request)!;
    this.#lost = {
      ...lost,
      pool: lost.pool.returned(evictedOf(victim, found)),
      running: lost.running.map((request) => (request === victim ? withoutEvicted(victim, found) : request)),
      evicted: [...lost.evicted, found],
    };
    return true;
  }

  /** Its blocks go to host memory, where there is room; else they are given back, to be computed again. */
  preempt(victim: QueuedRequest): void {
    const lost = this.#lost;
    const { memory } = this.serving;
    const places = memory.pressure === 'swap' ? memory.hostBlocks : 0;
    const [host, left] = lost.host.taken(victim.blocks.length, places) ?? [[], lost.host];
    const out = host.map((place, i): KvMove => ({ kind: 'swap-out', block: victim.blocks[i], host: place }));
    this.#lost = {
      ...lost,
      pool: lost.pool.returned(victim.blocks),
      host: left,
      running: lost.running.filter((request) => request !== victim),
      preempted: [...lost.preempted, victim],
      moves: [...lost.moves, ...out],
      swapped: host.length > 0 ? [...lost.swapped, { request: victim.id, host }] : lost.swapped,
    };
  }

  /** A request takes part: with so many of its next tokens, in these blocks, of a pool that it has taken them from. */
  take(
    request: QueuedRequest,
    {
      count,
      blocks,
      pool,
      moves = [],
    }: { count: number; blocks: readonly number[]; pool: BlockPool; moves?: readonly KvMove[] },
  ): void {
    this.slices.push(request.verify ? verifying(request, blocks) : sliceOf(request, count, blocks));
    this.#served.add(request.id);
    this.rows -= count;
    if (pool === this.pool && moves.length === 0) return;
    const host = this.#lost.host.returned(request.host);
    this.#lost = {
      ...this.#lost,
      pool,
      host,
      moves: moves.length > 0 ? [...this.#lost.moves, ...moves] : this.#lost.moves,
    };
  }

  /** A slice that ends in its request's newest token goes on with drafted ones, in free blocks beside its own. */
  widen(at: number, drafted: readonly number[], fresh: readonly number[]): void {
    const slice = this.slices[at];
    this.slices[at] = {
      ...slice,
      tokens: [...slice.tokens, ...drafted],
      blocks: fresh.length > 0 ? [...slice.blocks, ...fresh] : slice.blocks,
      sample: 'all',
      drafted: drafted.length,
    };
    this.rows -= drafted.length;
    if (fresh.length > 0) this.#lost = { ...this.#lost, pool: this.pool.taken(fresh) };
  }

  /** Slices and what was lost for them. */
  get plan(): StepPlan {
    const { preempted, swapped, evicted, moves } = this.#lost;
    return {
      slices: this.slices,
      preempted: preempted.map(({ id }) => id).toReversed(),
      ...(swapped.length > 0 && { swapped }),
      ...(evicted.length > 0 && { evicted }),
      ...(moves.length > 0 && { moves }),
    };
  }

  #mostEvictable(memory: MemoryPolicy): EvictedBlocks | null {
    let most: EvictedBlocks | null = null;
    for (const request of this.rules.precedence(this.#lost.running)) {
      const found = this.#served.has(request.id) ? null : evictable(request, memory);
      if (found && found.blocks >= (most?.blocks ?? 0)) most = found;
    }
    return most;
  }
}

function sliceOf(request: QueuedRequest, count: number, blocks: readonly number[]): StepSlice {
  const { id, computed, segment, dropped, leaks } = request;
  const start = segment + computed - dropped;
  const tokens = request.tokens.slice(computed, computed + count);
  const sample = computed + count === request.tokens.length ? 'last' : 'none';
  const slice: StepSlice = { request: id, start, tokens, blocks, sample, ...ownDecoding(request) };
  const position = start !== computed && { position: computed };
  const from = segment > 0 && !leaks && { from: segment };
  return position || from ? { ...slice, ...position, ...from } : slice;
}

function verifying(request: QueuedRequest, blocks: readonly number[]): StepSlice {
  const own = ownDecoding(request);
  return { request: request.id, start: nextPlace(request), blocks, ...verifiedSlice(request), ...own };
}

function ownDecoding({ decoding }: QueuedRequest): Pick<StepSlice, 'decoding'> | null {
  return decoding && { decoding };
}
