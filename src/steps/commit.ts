import { begin } from './begin.ts';
import { nextKey } from './block-chain.ts';
import type { BlockPool } from './block-pool.ts';
import { BLOCK_POSITIONS } from './kv-blocks.ts';
import { swapped } from './precision.ts';
import type { QueueState } from './queue.ts';
import { ended, type FinishedRequest, NO_DRAFT, type QueuedRequest, type RequestEnd } from './request.ts';
import { rolledBack } from './speculation.ts';
import { isSampled, type StepPlan, type StepSlice } from './step-plan.ts';
import { withPending } from './verification.ts';

/** A token, or null where the logits that it would be chosen from are not finite. */
export type Chosen = number | null;

/**
 * Each sampled request's next token; of one with drafted tokens those that were accepted and the one after them, of which the last alone may
 * be null.
 */
export type StepOutcome = ReadonlyMap<string, Chosen | readonly Chosen[]>;

/**
 * Takes in what a step of this queue gave. Requests that have ended leave at once and return their blocks; of drafted tokens only what was
 * accepted stays computed, and blocks beyond it are returned. Throws RangeError where a sampled request got no token, where it is said to
 * have accepted another one than was drafted, and where the plan is not one of this queue.
 */
export function commit(state: QueueState, plan: StepPlan, outcome: StepOutcome): QueueState {
  const slices = new Map(plan.slices.map((slice) => [slice.request, slice]));
  const begun = begin(plan.swap ? swapped(state, plan.swap) : state, plan, slices);
  const running: QueuedRequest[] = [];
  const finished: FinishedRequest[] = [];
  let { pool } = begun;
  for (const request of begun.running) {
    const slice = slices.get(request.id);
    if (!slice) {
      running.push(request);
      continue;
    }
    const { request: after, end } = advance(request, slice, outcome.get(request.id));
    const failed = end?.kind === 'failed';
    const [settled, left] = slice.drafted || slice.padded ? rollBack(after, pool) : [after, pool];
    const known = plan.keeps && !failed ? remember(settled, left) : { request: settled, pool: left };
    pool = known.pool;
    if (end === null) running.push(known.request);
    else {
      finished.push(ended(after, end));
      pool = pool.returned(known.request.blocks);
    }
  }
  const all = finished.length > 0 ? [...begun.finished, ...finished] : begun.finished;
  return { ...begun, step: state.step + 1, running, finished: all, pool };
}

function advance(
  request: QueuedRequest,
  slice: StepSlice,
  given: Chosen | readonly Chosen[] | undefined,
): { readonly request: QueuedRequest; readonly end: RequestEnd | null } {
  const { position = slice.start, tokens, drafted = 0, padded = 0 } = slice;
  if (slice.provisional) return { request: chosenProvisionally(request, given), end: null };
  const computed = position + tokens.length - drafted - padded;
  if (!isSampled(slice)) return { request: { ...request, computed }, end: null };
  const chosen = given === undefined || given === null || typeof given === 'number' ? [given] : given;
  checkAccepted(request, slice, chosen);
  const verify = request.verify && { ...request.verify, pending: NO_DRAFT };
  let next = { ...request, computed: computed - 1, draft: NO_DRAFT, verify };
  for (const token of chosen) {
    if (token === undefined) throw new RangeError(`step gave no token for request ${request.id}`);
    next = { ...next, computed: next.computed + 1 };
    if (token === null)
      return { request: next, end: { kind: 'failed', message: 'its logits are not finite' } };
    next = { ...next, tokens: next.tokens.with(token) };
    const end = endOf(next, token);
    if (end) return { request: next, end };
  }
  return { request: next, end: null };
}

function chosenProvisionally(
  request: QueuedRequest,
  given: Chosen | readonly Chosen[] | undefined,
): QueuedRequest {
  if (given !== null && typeof given !== 'number')
    throw new RangeError(`step gave no one token for request ${request.id}, which is to be verified`);
  return withPending(request, given);
}

function checkAccepted(
  { id }: QueuedRequest,
  { tokens, drafted = 0, padded = 0 }: StepSlice,
  chosen: readonly unknown[],
): void {
  const first = tokens.length - drafted - padded;
  const other = chosen.slice(0, -1).findIndex((token, i) => token !== tokens[first + i]);
  if (chosen.length < 1 || chosen.length > drafted + 1)
    throw new RangeError(
      `step gave ${chosen.length} tokens for request ${id}, of which ${drafted} were drafted`,
    );
  if (other >= 0)
    throw new RangeError(
      `request ${id} has accepted ${chosen[other]} where ${tokens[first + other] ?? 'nothing'} was drafted`,
    );
}

/** Gives back the blocks that no computed token lies in. */
function rollBack(request: QueuedRequest, pool: BlockPool): readonly [QueuedRequest, BlockPool] {
  const { kept, beyond } = rolledBack(request);
  return beyond.length > 0 ? [{ ...request, blocks: kept }, pool.returned(beyond)] : [request, pool];
}

function endOf({ tokens, endLength, stopTokens }: QueuedRequest, token: number): RequestEnd | null {
  if (stopTokens.includes(token)) return { kind: 'done', reason: 'end-of-text' };
  return tokens.length >= endLength ? { kind: 'done', reason: 'length' } : null;
}

/**
 * A request's whole blocks are found by their tokens from now on: but where it is packed behind others or keys before them were
 * dropped, since then they hold what other tokens had a part in.
 */
function remember(request: QueuedRequest, pool: BlockPool): { request: QueuedRequest; pool: BlockPool } {
  const { computed, segment, dropped, blocks, tokens, chain } = request;
  const whole = Math.floor(computed / BLOCK_POSITIONS);
  if (segment > 0 || dropped > 0 || whole <= chain.blocks) return { request, pool };
  let { key } = chain;
  let known = pool;
  for (let block = chain.blocks; block < whole; block++) {
    key = nextKey(key, tokens, block * BLOCK_POSITIONS);
    known = known.remembered(blocks[block], key);
  }
  return { request: { ...request, chain: { blocks: whole, key } }, pool: known };
}
