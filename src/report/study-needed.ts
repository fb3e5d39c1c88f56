import { normalQuantile } from '../numerics/inference/normal.ts';
import type { TestedHypothesis } from '../studies/sweep/outcome.ts';
import { POWER } from '../studies/sweep/plan-power.ts';
import type { Study } from '../studies/sweep/study-schema.ts';
import { isFigure } from './study-figures.ts';

/**
 * Pairs that a hypothesis would have needed, to two digits: as many as make an effect of `smallest` seen with a power of 80 %, or an effect of
 * none told to be smaller (two one-sided tests). The spread of a difference is taken from its interval and shrinks with the root of n; alpha is
 * shared over all planned hypotheses, as Bonferroni does. Where `smallest` is 0 the effect is the one found. Null where no number of pairs follows:
 * an interval without a width or an end, no effect to look for.
 */
export function neededPairs({ hypothesis, n, difference }: TestedHypothesis, study: Study): number | null {
  const { alpha, correction } = study.plan;
  const spread = (difference.high - difference.low) / (2 * normalQuantile(1 - alpha / 2));
  const effect = hypothesis.smallest || Math.abs(difference.value);
  if (![difference.low, difference.high].every(isFigure) || !(spread > 0 && effect > 0)) return null;
  const shared = correction === 'none' ? alpha : alpha / Math.max(1, study.hypotheses.length);
  const reach =
    hypothesis.kind === 'equivalence'
      ? normalQuantile(1 - shared) + normalQuantile(1 - (1 - POWER) / 2)
      : normalQuantile(1 - shared / 2) + normalQuantile(POWER);
  const needed = n * ((reach * spread) / effect) ** 2;
  return Number.isFinite(needed) ? Math.ceil(Number(needed.toPrecision(2))) : null;
}
