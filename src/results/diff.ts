import { logitDiff, margin } from './logit-diff.ts';
import type { DiffRecord, TokenText } from './record.ts';

/** What one arm generated for the probe. */
export interface Stream {
  readonly arm: string;
  readonly tokens: readonly number[];
  /** (generated positions) x (vocabulary): the logits that each token was chosen from. */
  readonly logits: readonly Float32Array[];
}

export interface StreamPair {
  readonly probe: string;
  readonly a: Stream;
  readonly b: Stream;
  /** Text of one token, for the two tokens at the fork. */
  readonly textOf: (token: number) => string;
}

/**
 * Awaited before each position that is compared, since a long vocabulary makes that long work: it may let others have the thread,
 * tell how far the work is, and end it by throwing.
 */
export type Pause = () => Promise<void>;

export const NO_PAUSE: Pause = () => Promise.resolve();

/**
 * Compares a probe's streams in two arms. Streams are aligned by index; the logits at the fork still come from equal
 * contexts, those after it do not and are left out. Where one stream is a proper prefix of the other, the fork is at its end.
 * Throws RangeError where a stream has not one vector of logits for each token, and what `pause` throws.
 */
export async function diffStreams(pair: StreamPair, pause = NO_PAUSE): Promise<DiffRecord> {
  const { probe, a, b, textOf } = pair;
  for (const stream of [a, b]) checkTrace(probe, stream);
  const { fork, comparable } = alignStreams(a.tokens, b.tokens);
  const { smallestMargin, ...logits } = await compareLogits(a.logits, b.logits, comparable, pause);
  const tokenAt = ({ tokens }: Stream, index: number): TokenText | null => {
    const token = tokens[index];
    return token === undefined ? null : { token, text: textOf(token) };
  };
  const forkTokens = fork === null ? null : { a: tokenAt(a, fork), b: tokenAt(b, fork) };
  const streamMargin = fork === null ? smallestMargin : marginAt(a, fork);
  // A stream that ended chose no token there, and one that drew its token did not lose a lead: nothing flipped.
  const flipped = fork !== null && tookItsBest(a, fork) && tookItsBest(b, fork);
  return {
    probe,
    a: a.arm,
    b: b.arm,
    identical: fork === null && logits.differingLogits === 0,
    fork,
    forkTokens,
    flip: flipped ? (streamMargin === 0 ? 'tie' : 'confident') : null,
    margin: streamMargin,
    comparedPositions: comparable,
    ...logits,
  };
}

/** Where two streams part, and how many positions have equal contexts: those up to and including the fork. */
export function alignStreams(
  a: readonly number[],
  b: readonly number[],
): { readonly fork: number | null; readonly comparable: number } {
  const fork = findFork(a, b);
  const shared = Math.min(a.length, b.length);
  return { fork, comparable: fork === null ? shared : Math.min(fork + 1, shared) };
}

/** First index at which the streams differ, an end counting as a difference; null where they agree. */
export function findFork(a: readonly number[], b: readonly number[]): number | null {
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index++) if (a[index] !== b[index]) return index;
  return a.length === b.length ? null : shared;
}

function checkTrace(probe: string, { arm, tokens, logits }: Stream): void {
  if (tokens.length !== logits.length) {
    throw new RangeError(
      `${arm}/${probe}: expected logits for each of ${tokens.length} tokens, found ${logits.length}`,
    );
  }
}

type LogitTotals = Pick<
  DiffRecord,
  | 'firstDifference'
  | 'differingLogits'
  | 'comparedLogits'
  | 'maxUlp'
  | 'maxUlpSameSign'
  | 'crossings'
  | 'maxAbsolute'
  | 'maxKl'
>;

async function compareLogits(
  a: readonly Float32Array[],
  b: readonly Float32Array[],
  positions: number,
  pause: Pause,
): Promise<LogitTotals & { readonly smallestMargin: number | null }> {
  let firstDifference: number | null = null;
  let smallestMargin: number | null = null;
  let [differingLogits, comparedLogits, crossings] = [0, 0, 0];
  let [maxUlp, maxUlpSameSign, maxAbsolute, maxKl] = [0, 0, 0, 0];
  for (let position = 0; position < positions; position++) {
    await pause();
    const at = logitDiff(a[position]!, b[position]!);
    if (at.differing > 0) firstDifference ??= position;
    smallestMargin = Math.min(smallestMargin ?? Number.POSITIVE_INFINITY, margin(a[position]!));
    differingLogits += at.differing;
    comparedLogits += a[position]!.length;
    crossings += at.crossings;
    maxUlp = Math.max(maxUlp, at.maxUlp);
    maxUlpSameSign = Math.max(maxUlpSameSign, at.maxUlpSameSign);
    maxAbsolute = Math.max(maxAbsolute, at.maxAbsolute);
    maxKl = Math.max(maxKl, at.kl);
  }
  const ulps = { maxUlp, maxUlpSameSign, crossings };
  return { firstDifference, smallestMargin, differingLogits, comparedLogits, ...ulps, maxAbsolute, maxKl };
}

/** Whether the token at a position is the one of the highest logit, as in greedy decoding: not drawn, forced or past the end. */
function tookItsBest({ tokens, logits }: Stream, position: number): boolean {
  const [token, at] = [tokens[position], logits[position]];
  if (token === undefined || !at) return false;
  return at.every((logit) => logit <= at[token]);
}

/** logit(top1) - logit(top2) of the token at a position; null where the stream has ended there. */
function marginAt({ logits }: Stream, position: number): number | null {
  const at = logits[position];
  return at ? margin(at) : null;
}
