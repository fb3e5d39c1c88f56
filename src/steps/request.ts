import type { ChainKey } from './block-chain.ts';
import type { OwnDecoding } from './decoding.ts';
import { blocksFor, positionsFor } from './kv-blocks.ts';
import type { Arrival } from './serving.ts';
import { TokenList } from './token-list.ts';
import type { VerifiedBy, Verifying } from './verified-by.ts';

/** A request between two steps. */
export interface QueuedRequest {
  readonly id: string;
  /** Prompt, then what was generated. */
  readonly tokens: TokenList;
  readonly promptLength: number;
  /** Length at which the request ends. */
  readonly endLength: number;
  /** Tokens that end it early. */
  readonly stopTokens: readonly number[];
  readonly arrival: Arrival;
  /** 0 is the highest. */
  readonly tier: number;
  /** Length that it says it will have, which `shortest` goes by: at most `endLength`. */
  readonly declaredLength: number;
  /** Leading tokens whose keys and values are there: in `blocks`, or in host memory while it waits with `host`. */
  readonly computed: number;
  readonly blocks: readonly number[];
  /** Places in host memory that hold its blocks, in order. */
  readonly host: readonly number[];
  /** Blocks of another arm, in order, from which its keys and values are to come (`disaggregated.ts`). */
  readonly handed: readonly number[];
  /** Of the computed tokens, those whose keys and values were dropped for good: later ones lie that much further in front. */
  readonly dropped: number;
  /** Index in `blocks` at which it begins: not 0 where others are packed before it. */
  readonly segment: number;
  /** Whether it attends to what is packed before it. */
  readonly leaks: boolean;
  /** How many of its leading blocks have a key, and that of the last one. */
  readonly chain: Chain;
  /** Tokens it had when it last began to run: those beyond are decodes. */
  readonly joinedLength: number;
  /** New tokens that it was left as it began; null: as many as it asks for, or not set yet. */
  readonly budget: number | null;
  /** Times it lost its blocks to be computed again, and to host memory. */
  readonly preempted: number;
  readonly swapped: number;
  /** Prompt tokens that were found in the cache when it began first. */
  readonly cached: number;
  /** Tokens whose keys were dropped for good, all times together. */
  readonly evicted: number;
  /** Tokens that are proposed to follow, of which its next step may take some (`speculation.ts`). */
  readonly draft: readonly number[];
  /** How its tokens are verified (`verification.ts`): `tokens` has and `computed` counts what was, alone. Null: they are not. */
  readonly verify: Verifying | null;
  /** How its tokens are chosen; null: as its arm says. */
  readonly decoding: OwnDecoding | null;
}

/** Shared by all that have none. */
export const NO_DRAFT: readonly number[] = [];

interface Chain {
  readonly blocks: number;
  readonly key: ChainKey | null;
}

const UNCHAINED: Chain = { blocks: 0, key: null };

/** Of a request none of whose tokens is computed. */
const UNPLACED = { dropped: 0, segment: 0, leaks: false, chain: UNCHAINED };

/** What a queue has to be told of a request. */
export type NewRequest = Pick<QueuedRequest, 'id' | 'stopTokens' | 'arrival'> & {
  readonly prompt: readonly number[];
  readonly maxNewTokens: number;
  /** What it was given before, in a run that was broken off; it counts towards `maxNewTokens`. Left out: nothing. */
  readonly generated?: readonly number[];
  /** Left out: 0, the highest. */
  readonly tier?: number;
  /** New tokens that it was left in a run that was broken off. Left out: none was set. */
  readonly budget?: number;
  /** New tokens that it says it will need. Left out: as many as it may have. */
  readonly declaredTokens?: number;
  /** Left out: its tokens are not verified. */
  readonly verify?: VerifiedBy;
  /** Left out: its tokens are chosen as its arm says. */
  readonly decoding?: OwnDecoding;
};

/** How a request leaves the queue: in exactly one of these ways. */
export type RequestEnd =
  | { readonly kind: 'done'; readonly reason: 'length' | 'end-of-text' }
  /** Never ran; `message` is what it is told. */
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string };

export interface FinishedRequest extends QueuedRequest {
  readonly end: RequestEnd;
}

export function queued(request: NewRequest): QueuedRequest {
  const {
    id,
    prompt,
    stopTokens,
    arrival,
    generated = [],
    tier = 0,
    declaredTokens,
    budget = null,
    verify,
    decoding = null,
  } = request;
  const maxNewTokens = budget ?? request.maxNewTokens;
  // Written out: engines then keep it in one piece, which is copied whenever anything of it changes.
  return {
    id,
    tokens: TokenList.of(generated.length > 0 ? [...prompt, ...generated] : prompt),
    promptLength: prompt.length,
    endLength: prompt.length + maxNewTokens,
    stopTokens,
    arrival,
    tier,
    declaredLength: prompt.length + Math.min(declaredTokens ?? maxNewTokens, maxNewTokens),
    computed: 0,
    blocks: [],
    host: [],
    handed: [],
    dropped: 0,
    segment: 0,
    leaks: false,
    chain: UNCHAINED,
    joinedLength: 0,
    budget,
    preempted: 0,
    swapped: 0,
    cached: 0,
    evicted: 0,
    draft: NO_DRAFT,
    verify: verify ? { ...verify, pending: NO_DRAFT } : null,
    decoding,
  };
}

/** As it leaves the queue; whoever calls gives its blocks back. */
export function ended(request: QueuedRequest, end: RequestEnd): FinishedRequest {
  return { ...request, blocks: [], host: [], end };
}

/** As it waits to be computed anew: its tokens stay. */
export function toRecompute(request: QueuedRequest): QueuedRequest {
  const verify = request.verify && { ...request.verify, pending: NO_DRAFT };
  return { ...request, computed: 0, blocks: [], preempted: request.preempted + 1, verify, ...UNPLACED };
}

/** As it waits with its blocks in host memory. */
export function toSwapIn(request: QueuedRequest, host: readonly number[]): QueuedRequest {
  return { ...request, blocks: [], host, swapped: request.swapped + 1 };
}

/** Whether its keys and values lie elsewhere and come when it begins. */
export function comesBack({ host, handed }: QueuedRequest): boolean {
  return host.length + handed.length > 0;
}

/** Index in its blocks of its token at this place in its text, which is computed and not dropped, or the next to be. */
export function indexOf({ segment, dropped }: QueuedRequest, place: number): number {
  return segment + place - dropped;
}

/** Whether it has ever had a part in a step. */
export function hasBegun({ computed, preempted, swapped }: QueuedRequest): boolean {
  return computed > 0 || preempted > 0 || swapped > 0;
}

/** KV blocks that a request holds at its longest. */
export function blocksAtMost({ promptLength, endLength }: QueuedRequest): number {
  return blocksFor(positionsFor(promptLength, endLength - promptLength));
}

/** Whether only its newest token is left to feed. */
export function decodesNext({ tokens, joinedLength, computed }: QueuedRequest): boolean {
  return tokens.length > joinedLength && computed === tokens.length - 1;
}
