import { highestOf, rankOf } from '../numerics/highest.ts';
import type { ComparedSide, Contender, LogitComparison } from '../steps/logit-comparison.ts';
import { TOP } from '../steps/step-output.ts';
import { IDENTICAL, logitDiff, logSumExp } from './logit-diff.ts';
import { CONTENDERS } from './perturbation.ts';
import type { PositionFigures } from './position-figures.ts';
import type { PositionTrace } from './position-trace.ts';
import type { TopRow } from './top-of-both.ts';
import { type UlpHistogram, ulpHistogram } from './ulp-histogram.ts';

/*
 * What is told of a position by a comparison of its logits that was made while they were there, on the device or here: the same figures
 * and the same report as from the whole vectors.
 */

/** The comparison as the device makes it, of (vocabulary) logits that are at hand here. */
export function measureLogits(a: Float32Array, b: Float32Array): LogitComparison {
  const { crossing: _, zero: __, bins } = ulpHistogram(a, b);
  const [sideA, sideB] = [sideOf(a), sideOf(b)];
  const union = new Set([...sideA.top, ...sideB.top].map(({ token }) => token));
  const standing = (logits: Float32Array, token: number) => ({
    rank: rankOf(logits, token),
    logit: logits[token],
  });
  return {
    vocabulary: a.length,
    ...logitDiff(a, b),
    ulpBins: bins,
    a: sideA,
    b: sideB,
    contenders: [...union]
      .toSorted((x, y) => x - y)
      .map((token) => ({ token, a: standing(a, token), b: standing(b, token) })),
  };
}

function sideOf(logits: Float32Array): ComparedSide {
  const top = highestOf(logits, TOP).map((token) => ({ token, logit: logits[token] }));
  return { top, logSumExp: Math.fround(logSumExp(logits)) };
}

/** Of two traces with the same digest nothing was measured: all is known. */
export function equalComparison({ top, logSumExp: sum }: PositionTrace, vocabulary: number): LogitComparison {
  const side = { top, logSumExp: sum };
  const contenders = top.map(({ token, logit }, rank) => ({ token, a: { rank, logit }, b: { rank, logit } }));
  return { vocabulary, ...IDENTICAL, ulpBins: [], a: side, b: side, contenders };
}

/** The figures of a measured position. */
export function figuresFrom(position: number, comparison: LogitComparison): PositionFigures {
  const { a, b, differing, maxUlp, maxUlpSameSign, crossings, maxAbsolute, kl } = comparison;
  const [first, second] = a.top;
  return {
    position,
    margin: first.logit - second.logit,
    perturbation: perturbationFrom(comparison),
    argmaxEqual: first.token === b.top[0].token,
    ...{ differing, maxUlp, maxUlpSameSign, crossings, maxAbsolute, kl },
  };
}

/** As `perturbation` of the whole logits: its contenders are among those of the comparison. */
function perturbationFrom({ a, contenders }: LogitComparison): number {
  const chosen = contenders.find(({ token }) => token === a.top[0].token)!;
  return contenders
    .filter(isAmong(CONTENDERS))
    .reduce(
      (most, { a: inA, b: inB }) =>
        Math.max(most, Math.abs(inB.logit - chosen.b.logit + (chosen.a.logit - inA.logit))),
      0,
    );
}

/** As `topOfBoth`. `count`: of each side, at most as many as the comparison has. */
export function topFrom(
  { a, b, contenders }: LogitComparison,
  count: number,
  textOf: (token: number) => string,
): TopRow[] {
  const best = (row: TopRow) => Math.min(row.a.rank, row.b.rank);
  return contenders
    .filter(isAmong(count))
    .map(({ token, a: inA, b: inB }) => ({
      token,
      text: textOf(token),
      a: { ...inA, probability: Math.exp(inA.logit - a.logSumExp) },
      b: { ...inB, probability: Math.exp(inB.logit - b.logSumExp) },
    }))
    .toSorted((x, y) => best(x) - best(y) || x.a.rank - y.a.rank);
}

export function histogramFrom({ vocabulary, differing, ulpBins, crossings }: LogitComparison): UlpHistogram {
  return { zero: vocabulary - differing, bins: ulpBins, crossing: crossings };
}

function isAmong(count: number): (contender: Contender) => boolean {
  return ({ a, b }) => a.rank < count || b.rank < count;
}
