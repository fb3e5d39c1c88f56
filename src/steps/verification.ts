import type { QueuedRequest } from './request.ts';
import type { StepSlice } from './step-plan.ts';

/** Places of a sequence, `end` excluded. */
export interface Window {
  readonly start: number;
  readonly end: number;
}

/**
 * The window that a request's next place lies in. Windows are laid from the prompt's begin, and from its end on anew, and the last of each is as long
 * as is left: where they lie follows from the lengths of prompt and answer alone, not from what was accepted, nor when.
 */
export function windowOf({ computed, promptLength, endLength }: QueuedRequest, size: number): Window {
  const [from, to] = computed < promptLength ? [0, promptLength] : [promptLength, endLength - 1];
  const start = from + Math.floor((computed - from) / size) * size;
  return { start, end: Math.min(start + size, to) };
}

/**
 * Whether a request is to be verified before it goes on: its prompt, or what was lost by preemption; a window whose tokens are all chosen, and one
 * in which a token may have ended it.
 */
export function isDue(request: QueuedRequest): boolean {
  const { verify, tokens, computed, stopTokens } = request;
  if (!verify) return false;
  if (computed < tokens.length - 1) return true;
  const { pending, window } = verify;
  if (tokens.length + pending.length >= windowOf(request, window).end) return true;
  return pending.length > 0 && stopTokens.includes(pending[pending.length - 1]);
}

/** Place of the first token that a request is fed next. */
export function nextPlace(request: QueuedRequest): number {
  const { verify, computed } = request;
  if (!verify) return computed;
  return isDue(request) ? windowOf(request, verify.window).start : computed + verify.pending.length;
}

/** How many tokens there are to feed it from there on; of one that is due all have to go into one step. */
export function rowsLeft(request: QueuedRequest): number {
  const { verify, tokens, computed } = request;
  if (!verify) return tokens.length - computed;
  if (!isDue(request)) return 1;
  const { start, end } = windowOf(request, verify.window);
  return end - start;
}

/** What a step computes of a request that is verified: a window, or the one token that was chosen last. */
export function verifiedSlice(
  request: QueuedRequest,
): Pick<StepSlice, 'tokens' | 'sample'> & Partial<StepSlice> {
  const { tokens, verify, promptLength } = request;
  const { pending, window } = verify!;
  if (!isDue(request))
    return { tokens: [pending.at(-1) ?? tokens.at(tokens.length - 1)], sample: 'last', provisional: true };
  const { start, end } = windowOf(request, window);
  const known = [...tokens.slice(start, Math.min(end, tokens.length)), ...pending];
  const padded = end - start - known.length;
  const fed = padded > 0 ? [...known, ...new Array<number>(padded).fill(0)] : known;
  // Of what was verified before only keys and values are wanted.
  const chooses = tokens.length <= end;
  const sample = !chooses ? 'none' : end <= promptLength ? 'last' : 'all';
  return {
    tokens: fed,
    sample,
    ...(pending.length > 0 && { drafted: pending.length }),
    ...(padded > 0 && { padded }),
  };
}

/** A request with one more token that is to be verified. Where its logits were no numbers any token will do: the verifier chooses another. */
export function withPending(request: QueuedRequest, token: number | null): QueuedRequest {
  const verify = request.verify!;
  return { ...request, verify: { ...verify, pending: [...verify.pending, token ?? 0] } };
}
