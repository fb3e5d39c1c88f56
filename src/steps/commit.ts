import { begin } from './begin.ts';
import { nextKey } from './block-chain.ts';
import type { BlockPool } from './block-pool.ts';
import { BLOCK_POSITIONS } from './kv-blocks.ts';
import { swapped } from './precision.ts';
import type { QueueState } from './queue.ts';
import { ended, type FinishedRequest, type QueuedRequest, type RequestEnd } from './request.ts';
import { isSampled, type StepPlan, type StepSlice } from './step-plan.ts';

/** Each sampled request's next token, or null where its logits are not finite. */
export type StepOutcome = ReadonlyMap<string, number | null>;

/**
 * Takes in what a step of this queue gave. Requests that have ended leave at once and return their blocks. Throws RangeError where
 * a sampled request got no token, and where the plan is not one of this queue.
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
    const known = plan.keeps && !failed ? remember(after, pool) : { request: after, pool };
    pool = known.pool;
    if (end === null) running.push(known.request);
    else {
      finished.push(ended(after, end));
      pool = pool.returned(after.blocks);
    }
  }
  const all = finished.length > 0 ? [...begun.finished, ...finished] : begun.finished;
  return { ...begun, step: state.step + 1, running, finished: all, pool };
}

function advance(
  request: QueuedRequest,
  slice: StepSlice,
  token: number | null | undefined,
): { readonly request: QueuedRequest; readonly end: RequestEnd | null } {
  const computed = (slice.position ?? slice.start) + slice.tokens.length;
  if (!isSampled(slice)) return { request: { ...request, computed }, end: null };
  if (token === undefined) throw new RangeError(`step gave no token for request ${request.id}`);
  if (token === null) {
    const end: RequestEnd = { kind: 'failed', message: 'its logits are not finite' };
    return { request: { ...request, computed }, end };
  }
  const next = { ...request, computed, tokens: request.tokens.with(token) };
  return { request: next, end: endOf(next, token) };
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
