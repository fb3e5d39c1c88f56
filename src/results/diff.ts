import type { LogitComparison } from '../steps/logit-comparison.ts';
import { equalComparison, figuresFrom } from './measured-position.ts';
import { type PositionFigures, positionFigures } from './position-figures.ts';
import { bestOf, logitOf, marginOf, type PositionTrace, sameBits } from './position-trace.ts';
import type { DiffRecord, TokenText } from './record.ts';

/** What one arm generated for the probe. */
export interface Stream {
  readonly arm: string;
  readonly tokens: readonly number[];
  /** Of the logits that each token was chosen from. */
  readonly trace: readonly PositionTrace[];
}

export interface StreamPair {
  readonly probe: string;
  readonly a: Stream;
  readonly b: Stream;
  /** Logits of a position. */
  readonly vocabulary: number;
  /** Comparisons that were made while the whole logits were there, by position; left out where those are kept. */
  readonly measured?: ReadonlyMap<number, LogitComparison>;
  /** Text of one token, for the two tokens at the fork. */
  readonly textOf: (token: number) => string;
}

/** The figures of a position; null where its bits differ and nobody measured by how much. */
export function figuresAt(pair: StreamPair, position: number): PositionFigures | null {
  const [a, b] = [pair.a, pair.b].map(({ trace }) => trace[position].logits);
  if (a && b) return positionFigures(position, a, b);
  const comparison = comparisonAt(pair, position);
  return comparison && figuresFrom(position, comparison);
}

/** The comparison of a position whose whole logits are gone, where it was made or needs none: equal digests say it all. */
export function comparisonAt(pair: StreamPair, position: number): LogitComparison | null {
  const [a, b] = [pair.a, pair.b].map(({ trace }) => trace[position]);
  if (a && b && sameBits(a, b)) return equalComparison(a, pair.vocabulary);
  return pair.measured?.get(position) ?? null;
}

/** Whether the whole logits of both sides are kept. */
export function areWhole({ a, b }: Pick<StreamPair, 'a' | 'b'>): boolean {
  return [a, b].every(({ trace }) => trace.every(({ logits }) => logits !== null));
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
 * Throws RangeError where a stream has not one trace for each token, and what `pause` throws.
 */
export async function diffStreams(pair: StreamPair, pause = NO_PAUSE): Promise<DiffRecord> {
  const { probe, a, b, textOf } = pair;
  for (const stream of [a, b]) checkTrace(probe, stream);
  const { fork, comparable } = alignStreams(a.tokens, b.tokens);
  const { smallestMargin, ...logits } = await compareLogits(pair, comparable, pause);
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
    identical: fork === null && logits.firstDifference === null,
    fork,
    forkTokens,
    flip: flipped ? (streamMargin === 0 ? 'tie' : 'confident') : null,
    margin: streamMargin,
    comparedPositions: comparable,
    ...logits,
    ...(!areWhole(pair) && { wholeLogits: false }),
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

function checkTrace(probe: string, { arm, tokens, trace }: Stream): void {
  if (tokens.length !== trace.length) {
    throw new RangeError(
      `${arm}/${probe}: expected a trace of each of ${tokens.length} tokens, found ${trace.length}`,
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
  | 'unmeasured'
>;

async function compareLogits(
  pair: StreamPair,
  positions: number,
  pause: Pause,
): Promise<LogitTotals & { readonly smallestMargin: number | null }> {
  const { a, b, vocabulary } = pair;
  let firstDifference: number | null = null;
  let smallestMargin: number | null = null;
  let [differingLogits, unmeasured, crossings] = [0, 0, 0];
  let [maxUlp, maxUlpSameSign, maxAbsolute, maxKl] = [0, 0, 0, 0];
  for (let position = 0; position < positions; position++) {
    await pause();
    smallestMargin = Math.min(smallestMargin ?? Number.POSITIVE_INFINITY, marginOf(a.trace[position]));
    if (!sameBits(a.trace[position], b.trace[position])) firstDifference ??= position;
    const at = figuresAt(pair, position);
    if (!at) {
      unmeasured++;
      continue;
    }
    differingLogits += at.differing;
    crossings += at.crossings;
    maxUlp = Math.max(maxUlp, at.maxUlp);
    maxUlpSameSign = Math.max(maxUlpSameSign, at.maxUlpSameSign);
    maxAbsolute = Math.max(maxAbsolute, at.maxAbsolute);
    maxKl = Math.max(maxKl, at.kl);
  }
  const comparedLogits = (positions - unmeasured) * vocabulary;
  const ulps = { maxUlp, maxUlpSameSign, crossings };
  const totals = {
    firstDifference,
    smallestMargin,
    differingLogits,
    comparedLogits,
    ...ulps,
    maxAbsolute,
    maxKl,
  };
  return unmeasured > 0 ? { ...totals, unmeasured } : totals;
}

/** Whether the token at a position is the one of the highest logit, as in greedy decoding: not drawn, forced or past the end. */
function tookItsBest({ tokens, trace }: Stream, position: number): boolean {
  const [token, at] = [tokens[position], trace[position]];
  if (token === undefined || !at) return false;
  return logitOf(at, token) === logitOf(at, bestOf(at));
}

/** logit(top1) - logit(top2) of the token at a position; null where the stream has ended there. */
function marginAt({ trace }: Stream, position: number): number | null {
  const at = trace[position];
  return at ? marginOf(at) : null;
}
