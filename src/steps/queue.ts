import { BlockPool } from './block-pool.ts';
import { HostPlaces } from './host-places.ts';
import type { LentBlocks, PrecisionState } from './lowered-layers.ts';
import { neverFits } from './pool-fit.ts';
import { ownBlocks, type PoolLimits, withLowered } from './precision.ts';
import {
  ended,
  type FinishedRequest,
  hasBegun,
  type NewRequest,
  type QueuedRequest,
  queued,
} from './request.ts';
import { type Arrival, DEFAULT_SERVING, type MemoryPolicy } from './serving.ts';

/** What a scheduler may not exceed. */
export interface SchedulerLimits {
  /** Requests that may run at once. */
  readonly maxSequences: number;
  /** Rows a step may have. */
  readonly maxTokensPerStep: number;
  /** KV blocks of 16 positions in the pool. */
  readonly blocks: number;
  /** Of them, those that are there only while layers are lowered (`Serving.precision`). Left out: none. */
  readonly lent?: LentBlocks;
  /** Places of the cache that any one sequence may reach. Left out: as many as the pool has. */
  readonly maxContext?: number;
}

/** Every request of an arm between two steps, and the KV blocks that none of them holds. */
export interface QueueState {
  /** Steps taken so far. */
  readonly step: number;
  /** In order of admission. */
  readonly running: readonly QueuedRequest[];
  /** Those that gave way, then those that have not begun, in order of arrival; some may have yet to arrive. */
  readonly waiting: readonly QueuedRequest[];
  /** Since they were last taken out (`drainFinished`). */
  readonly finished: readonly FinishedRequest[];
  readonly pool: BlockPool;
  /** Places in host memory that hold blocks of requests that wait. */
  readonly host: HostPlaces;
  /** Left out where no layer is ever lowered. */
  readonly precision?: PrecisionState;
}

/** A fresh queue. Throws RangeError where a request could never run within the limits. */
export function createQueue(
  requests: readonly NewRequest[],
  limits: SchedulerLimits,
  memory: MemoryPolicy = DEFAULT_SERVING.memory,
): QueueState {
  const pool = BlockPool.of(limits.blocks);
  const empty: QueueState = {
    ...{ step: 0, running: [], waiting: [], finished: [], pool, host: HostPlaces.NONE },
    ...withLowered(pool, limits),
  };
  const state = addRequests(empty, requests, limits, memory);
  const [refused] = state.finished;
  if (refused?.end.kind === 'refused') throw new RangeError(`request ${refused.id} ${refused.end.message}`);
  return state;
}

/**
 * The queue with more requests, which may arrive later. One that could never run within the limits is refused: it is found in
 * `finished`; under eviction it may be longer than the pool. Names are not looked at: whoever puts requests in as they come gives each
 * its own.
 */
export function addRequests(
  state: QueueState,
  requests: readonly NewRequest[],
  limits: PoolLimits,
  memory: MemoryPolicy = DEFAULT_SERVING.memory,
): QueueState {
  const waiting = [...state.waiting];
  const finished = [...state.finished];
  for (const request of requests.map(queued).toSorted(byArrival)) {
    const message = neverFits(request, ownBlocks(limits), memory);
    if (message === null) waiting.splice(placeOf(request, waiting), 0, request);
    else finished.push(ended(request, { kind: 'refused', message }));
  }
  return { ...state, waiting, finished };
}

/** Those that have ended, in order, and the queue without them: so that a long run keeps none. */
export function drainFinished(state: QueueState): readonly [readonly FinishedRequest[], QueueState] {
  return [state.finished, state.finished.length === 0 ? state : { ...state, finished: [] }];
}

export function isIn({ running, waiting }: QueueState, id: string): boolean {
  return running.some((request) => request.id === id) || waiting.some((request) => request.id === id);
}

export function isDone(state: QueueState): boolean {
  return state.running.length === 0 && state.waiting.length === 0;
}

/** Behind all that arrived before it or with it, and behind those that gave way. */
function placeOf(request: QueuedRequest, waiting: readonly QueuedRequest[]): number {
  let place = waiting.length;
  while (place > 0 && !hasBegun(waiting[place - 1]) && byArrival(waiting[place - 1], request) > 0) place--;
  return place;
}

/** Steps before milliseconds, since what is there from the start arrives by step. */
function byArrival({ arrival: a }: { arrival: Arrival }, { arrival: b }: { arrival: Arrival }): number {
  if ('step' in a) return 'step' in b ? a.step - b.step : -1;
  return 'step' in b ? 1 : a.ms - b.ms;
}
