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
 * Compares a probe's streams in two arms. Streams are aligned by index; the logits at the fork still come from equal
 * contexts, those after it do not and are left out. Where one stream is a proper prefix of the other, the fork is at its end.
 * Throws RangeError where a stream has not one vector of logits for each token.
 */
export function diffStreams({ probe, a, b, textOf }: StreamPair): DiffRecord {
  for (const stream of [a, b]) checkTrace(probe, stream);
  const fork = findFork(a.tokens, b.tokens);
  const shared = Math.min(a.tokens.length, b.tokens.length);
  const comparedPositions = fork === null ? shared : Math.min(fork + 1, shared);
  const logits = compareLogits(a.logits, b.logits, comparedPositions);
  const tokenAt = ({ tokens }: Stream, index: number): TokenText | null => {
    const token = tokens[index];
    return token === undefined ? null : { token, text: textOf(token) };
  };
  const forkTokens = fork === null ? null : { a: tokenAt(a, fork), b: tokenAt(b, fork) };
  const streamMargin = marginOf(a.logits, fork);
  // A stream that ended chose no token there, so nothing flipped.
  const flipped = forkTokens?.a && forkTokens.b;
  return {
    probe,
    a: a.arm,
    b: b.arm,
    identical: fork === null && logits.differingLogits === 0,
    fork,
    forkTokens,
    flip: flipped ? (streamMargin === 0 ? 'tie' : 'confident') : null,
    margin: streamMargin,
    comparedPositions,
    ...logits,
  };
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

function compareLogits(
  a: readonly Float32Array[],
  b: readonly Float32Array[],
  positions: number,
): LogitTotals {
  let firstDifference: number | null = null;
  let [differingLogits, comparedLogits, crossings] = [0, 0, 0];
  let [maxUlp, maxUlpSameSign, maxAbsolute, maxKl] = [0, 0, 0, 0];
  for (let position = 0; position < positions; position++) {
    const at = logitDiff(a[position]!, b[position]!);
    if (at.differing > 0) firstDifference ??= position;
    differingLogits += at.differing;
    comparedLogits += a[position]!.length;
    crossings += at.crossings;
    maxUlp = Math.max(maxUlp, at.maxUlp);
    maxUlpSameSign = Math.max(maxUlpSameSign, at.maxUlpSameSign);
    maxAbsolute = Math.max(maxAbsolute, at.maxAbsolute);
    maxKl = Math.max(maxKl, at.kl);
  }
  const ulps = { maxUlp, maxUlpSameSign, crossings };
  return { firstDifference, differingLogits, comparedLogits, ...ulps, maxAbsolute, maxKl };
}

/** The margin at the fork, null where the stream has ended there; without a fork the smallest of the stream. */
function marginOf(logits: readonly Float32Array[], fork: number | null): number | null {
  const positions = fork === null ? logits : logits.slice(fork, fork + 1);
  return positions.length === 0 ? null : Math.min(...positions.map(margin));
}
