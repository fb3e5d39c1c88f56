import { alignStreams, NO_PAUSE, type Pause, type StreamPair } from './diff.ts';
import { type LogitDiff, logitDiff, logSumExp, margin } from './logit-diff.ts';
import { argmax, perturbation } from './perturbation.ts';

/** How the logits of two arms differ at one generated position, where their contexts are equal. */
export interface PositionFigures extends LogitDiff {
  readonly position: number;
  /** logit(top1) - logit(top2) in arm a. */
  readonly margin: number;
  /** What could have moved a's choice: see `perturbation`. A greedy flip needs perturbation >= margin. */
  readonly perturbation: number;
  /** Both arms have the same highest logit, ties to the lower id. */
  readonly argmaxEqual: boolean;
}

/** Over all positions of a report. */
export interface PairTotals extends Omit<LogitDiff, 'kl'> {
  readonly positions: number;
  /** First position whose logits differ in any bit; null where none does. */
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
  /** Probability (softmax at temperature 1) of the token of each generated position, also past the fork. */
  readonly probabilities: { readonly a: readonly number[]; readonly b: readonly number[] };
  /** Positions with equal contexts: up to and including the fork. */
  readonly positions: readonly PositionFigures[];
  readonly totals: PairTotals;
}

/**
 * The series of a pair over its comparable positions. Throws what `pause` throws.
 * @param forced b's logits come from a replay on a's tokens, and `pair.b.tokens` are a's.
 */
export async function pairSeries(
  { probe, a, b }: StreamPair,
  options: { readonly forced?: boolean; readonly pause?: Pause } = {},
): Promise<PairReport> {
  const forced = options.forced ?? false;
  const pause: Pause = options.pause ?? NO_PAUSE;
  const { fork, comparable } = alignStreams(a.tokens, b.tokens);
  const positions: PositionFigures[] = [];
  for (let position = 0; position < comparable; position++) {
    await pause();
    positions.push(positionFigures(position, a.logits[position], b.logits[position]));
  }
  const logits = positions.length * (a.logits[0]?.length ?? 0);
  return {
    probe,
    a: a.arm,
    b: b.arm,
    forced,
    fork,
    probabilities: { a: await probabilities(a, pause), b: await probabilities(b, pause) },
    positions,
    totals: totalsOf(positions, logits),
  };
}

/** @param a (vocabulary) logits of arm a, `b` those of arm b, after the same tokens. */
export function positionFigures(position: number, a: Float32Array, b: Float32Array): PositionFigures {
  return {
    position,
    margin: margin(a),
    perturbation: perturbation(a, b),
    argmaxEqual: argmax(a) === argmax(b),
    ...logitDiff(a, b),
  };
}

async function probabilities({ tokens, logits }: StreamPair['a'], pause: Pause): Promise<number[]> {
  const chosen: number[] = [];
  for (const [at, token] of tokens.entries()) {
    await pause();
    chosen.push(Math.exp(logits[at][token] - logSumExp(logits[at])));
  }
  return chosen;
}

function totalsOf(positions: readonly PositionFigures[], logits: number): PairTotals {
  const most = (of: (at: PositionFigures) => number) =>
    positions.reduce((max, at) => Math.max(max, of(at)), 0);
  const sum = (of: (at: PositionFigures) => number) => positions.reduce((total, at) => total + of(at), 0);
  return {
    positions: positions.length,
    firstDifference: positions.find(({ differing }) => differing > 0)?.position ?? null,
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
