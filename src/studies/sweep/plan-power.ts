import { normalCdf, normalQuantile } from '../../numerics/inference/normal.ts';
import { powerOfPairedShares } from '../../numerics/inference/power.ts';
import { MEASURES } from './measures.ts';
import type { Hypothesis, Study } from './study-schema.ts';

/** Shares of pairs whose two sides differ that power is told for: nobody knows it before the run. */
export const DISCORDANCES = [0.05, 0.1, 0.25] as const;

/** How likely a hypothesis's test says what it is after, by how many of its pairs differ; null where so few cannot make such an effect. */
export interface PlannedPower {
  readonly hypothesis: Hypothesis;
  readonly powers: readonly (number | null)[];
}

/**
 * The power of a study's hypotheses about shares that name an effect, at the planned pairs: that a difference as large as the smallest of
 * interest is seen by McNemar's exact test, or, where there is none, that two one-sided tests tell so (normal approximation). Alpha is shared over
 * all hypotheses as Bonferroni does, which the corrections that are offered are at least as good as. Means and times have a spread that only a
 * run tells.
 */
export function plannedPower({ hypotheses, plan }: Study): readonly PlannedPower[] {
  const alpha = plan.correction === 'none' ? plan.alpha : plan.alpha / Math.max(1, hypotheses.length);
  return hypotheses
    .filter(({ measure, smallest }) => MEASURES[measure].kind === 'share' && smallest > 0 && smallest <= 1)
    .map((hypothesis) => ({
      hypothesis,
      powers: DISCORDANCES.map((discordance) => powerOf(hypothesis, plan.n, alpha, discordance)),
    }));
}

function powerOf(
  { kind, smallest }: Hypothesis,
  n: number,
  alpha: number,
  discordance: number,
): number | null {
  if (kind === 'equivalence') {
    const reach = smallest / Math.sqrt(discordance / n) - normalQuantile(1 - alpha);
    return Math.max(0, 2 * normalCdf(reach) - 1);
  }
  if (smallest > discordance) return null;
  const [onlyA, onlyB] = [(discordance + smallest) / 2, (discordance - smallest) / 2];
  return powerOfPairedShares({ n, onlyA, onlyB, alpha });
}
