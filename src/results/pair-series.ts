import { alignStreams, figuresAt, NO_PAUSE, type Pause, type StreamPair } from './diff.ts';
import type { LogitDiff } from './logit-diff.ts';
import type { PositionFigures } from './position-figures.ts';
import { probabilityOf, sameBits } from './position-trace.ts';

/** Over all measured positions of a report. */
export interface PairTotals extends Omit<LogitDiff, 'kl'> {
  readonly positions: number;
  /** First position whose logits differ in any bit, measured or not; null where none does. */
  readonly firstDifference: number | null;
  readonly logits: number;
  readonly maxKl: number;
  /** Positions at which both arms' highest logit is the same token's. */
  readonly argmaxEqual: number;
}

/** A probe in two arms, token by token; plain JSON. */
export interface PairReport {
  readonly probe: string;
  readonly a: string;
  readonly b: string;
  /** True where b was fed a's tokens in a replay: then every position is comparable. */
  readonly forced: boolean;
  /** First token that differs; null where none does, and in a replay. */
  readonly fork: number | null;
  /**
   * Probability (softmax at temperature 1) of the token of each generated position, also past the fork; null where whole logits were
   * not kept and the token is none of the highest.
   */
  readonly probabilities: { readonly a: readonly (number | null)[]; readonly b: readonly (number | null)[] };
  /** Positions with equal contexts, up to and including the fork, but those that nobody measured: each says which it is. */
  readonly positions: readonly PositionFigures[];
  /** Positions with equal contexts whose bits differ and that were not measured; left out where there is none. */
  readonly unmeasured?: number;
  readonly totals: PairTotals;
}

/**
 * The series of a pair over its comparable positions. Throws what `pause` throws.
 * @param forced b's logits come from a replay on a's tokens, and `pair.b.tokens` are a's.
 */
export async function pairSeries(
  pair: StreamPair,
  options: { readonly forced?: boolean; readonly pause?: Pause } = {},
): Promise<PairReport> {
  const { probe, a, b, vocabulary } = pair;
  const forced = options.forced ?? false;
  const pause: Pause = options.pause ?? NO_PAUSE;
  const { fork, comparable } = alignStreams(a.tokens, b.tokens);
  const positions: PositionFigures[] = [];
  let firstDifference: number | null = null;
  for (let position = 0; position < comparable; position++) {
    await pause();
    if (!sameBits(a.trace[position], b.trace[position])) firstDifference ??= position;
    const figures = figuresAt(pair, position);
    if (figures) positions.push(figures);
  }
  const unmeasured = comparable - positions.length;
  return {
    probe,
    a: a.arm,
    b: b.arm,
    forced,
    fork,
    probabilities: { a: await probabilities(a, pause), b: await probabilities(b, pause) },
    positions,
    ...(unmeasured > 0 && { unmeasured }),
    totals: { ...totalsOf(positions, positions.length * vocabulary), firstDifference },
  };
}

async function probabilities({ tokens, trace }: StreamPair['a'], pause: Pause): Promise<(number | null)[]> {
  const chosen: (number | null)[] = [];
  for (const [at, token] of tokens.entries()) {
    await pause();
    chosen.push(probabilityOf(trace[at], token));
  }
  return chosen;
}

function totalsOf(
  positions: readonly PositionFigures[],
  logits: number,
): Omit<PairTotals, 'firstDifference'> {
  const most = (of: (at: PositionFigures) => number) =>
    positions.reduce((max, at) => Math.max(max, of(at)), 0);
  const sum = (of: (at: PositionFigures) => number) => positions.reduce((total, at) => total + of(at), 0);
  return {
    positions: positions.length,
    logits,
    differing: sum((at) => at.differing),
    maxUlp: most((at) => at.maxUlp),
    maxUlpSameSign: most((at) => at.maxUlpSameSign),
    crossings: sum((at) => at.crossings),
    maxAbsolute: most((at) => at.maxAbsolute),
    maxKl: most((at) => at.kl),
    argmaxEqual: sum((at) => Number(at.argmaxEqual)),
  };
}
