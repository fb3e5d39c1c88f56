import type { Draft } from './draft.ts';
import type { DraftLength } from './draft-length.ts';
import { BLOCK_POSITIONS, blocksFor } from './kv-blocks.ts';
import type { QueueState } from './queue.ts';
import { decodesNext, indexOf, NO_DRAFT, type QueuedRequest } from './request.ts';
import type { StepSlice } from './step-plan.ts';

/** How an arm speculates: who drafts tokens, how many at most, and by which rule they are accepted. */
export interface Speculation {
  /** `ngram`: what followed the same tokens before, in the request's own text; else the name of a model with the same tokenizer. */
  readonly draft: string;
  /** Drafted tokens a step and request; 0: none, and nothing is done for them. */
  readonly k: DraftLength;
  readonly accept: AcceptanceRule;
}

export type AcceptanceRule =
  /** A drafted token stands while it is the token that the arm chooses there itself: its streams are those of plain decoding. */
  | 'coupled'
  /** With probability min(1, p / q), the remainder drawn again (Leviathan, Chen): the distribution of plain decoding, not its draws. */
  | 'rejection';

/** The tokens of a request that decodes next and may be followed by drafts: those that leave room for the token after them. */
export function mostDrafted({ tokens, endLength }: QueuedRequest): number {
  return Math.max(0, endLength - tokens.length - 1);
}

/** The queue with tokens proposed for requests that decode next, by name; whoever is not named has none. */
export function withDrafts(state: QueueState, drafts: ReadonlyMap<string, readonly number[]>): QueueState {
  const running = state.running.map((request) => {
    const draft = drafts.get(request.id) ?? NO_DRAFT;
    return draft === request.draft ? request : { ...request, draft };
  });
  return running.every((request, i) => request === state.running[i]) ? state : { ...state, running };
}

/**
 * Drafts take what is left once everyone has had a turn: rows, and blocks that are free. So they displace nobody, preempt nobody and drop
 * nothing that the prefix cache holds; where there is no room a request has fewer of them, or none.
 */
export function takeDrafts(draft: Draft, running: readonly QueuedRequest[]): void {
  const speculating = running.filter((request) => request.draft.length > 0 && decodesNext(request));
  if (speculating.length === 0) return;
  const byId = new Map(speculating.map((request) => [request.id, request]));
  draft.slices.forEach((slice, at) => {
    const request = byId.get(slice.request);
    if (request && slice.tokens.length === 1) widen(draft, request, slice, at);
  });
}

function widen(draft: Draft, request: QueuedRequest, slice: StepSlice, at: number): void {
  const { pool, limits } = draft;
  const next = slice.start + 1;
  const places = (slice.blocks.length + pool.freeCount) * BLOCK_POSITIONS - next;
  const count = Math.min(
    request.draft.length,
    mostDrafted(request),
    draft.rows,
    places,
    (limits.maxContext ?? Infinity) - next,
  );
  if (count <= 0) return;
  const fresh = pool.next(Math.max(0, blocksFor(next + count) - slice.blocks.length));
  draft.widen(at, request.draft.slice(0, count), fresh);
}

/** Blocks that a request needs for what is computed of it, and those beyond. */
export function rolledBack(request: QueuedRequest): {
  readonly kept: readonly number[];
  readonly beyond: readonly number[];
} {
  const kept = blocksFor(indexOf(request, request.computed));
  return { kept: request.blocks.slice(0, kept), beyond: request.blocks.slice(kept) };
}
