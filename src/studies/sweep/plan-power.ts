import { normalCdf, normalQuantile } from '../../numerics/inference/normal.ts';
import { powerOfPairedShares, sampleSize } from '../../numerics/inference/power.ts';
import { MEASURES } from './measures.ts';
import type { Hypothesis, Study } from './study-schema.ts';

/** Shares of pairs whose two sides differ that power is told for: nobody knows it before the run. */
export const DISCORDANCES = [0.05, 0.1, 0.25] as const;

/** The power that a study is sized for. */
export const POWER = 0.8;

/** As many as a plan may have. */
export const MOST_PAIRS = 10_000_000;

/** What the planned pairs can tell where a share of them differs. */
export interface PowerAt {
  readonly power: number;
  /** Pairs that a power of 80 % takes, by the normal approximation (R. J. Connor 1987); null where `MOST_PAIRS` are too few. */
  readonly needed: number | null;
}

/** How likely a hypothesis's test says what it is after, by how many of its pairs differ; null where so few cannot make such an effect. */
interface PlannedPower {
  readonly hypothesis: Hypothesis;
  readonly powers: readonly (PowerAt | null)[];
}

/**
 * The power of a study's hypotheses about shares that name an effect, at the planned pairs, and how many 80 % would take: that a difference as large as the smallest of
 * interest is seen by McNemar's exact test, or, where there is none, that two one-sided tests tell so (normal approximation). Alpha is shared over
 * all hypotheses as Bonferroni does, which the corrections that are offered are at least as good as. Means and times have a spread that only a
 * run tells.
 */
export function plannedPower({ hypotheses, plan }: Study): readonly PlannedPower[] {
  const alpha = plan.correction === 'none' ? plan.alpha : plan.alpha / Math.max(1, hypotheses.length);
  // Hypotheses of one effect have one answer, which takes a while.
  const known = new Map<string, readonly (PowerAt | null)[]>();
  const powersOf = (hypothesis: Hypothesis) => {
    const key = `${hypothesis.kind} ${hypothesis.smallest}`;
    const powers =
      known.get(key) ?? DISCORDANCES.map((discordance) => powerAt(hypothesis, plan.n, alpha, discordance));
    known.set(key, powers);
    return powers;
  };
  return hypotheses
    .filter(({ measure, smallest }) => MEASURES[measure].kind === 'share' && smallest > 0 && smallest <= 1)
    .map((hypothesis) => ({ hypothesis, powers: powersOf(hypothesis) }));
}

function powerAt(hypothesis: Hypothesis, n: number, alpha: number, discordance: number): PowerAt | null {
  const { kind, smallest } = hypothesis;
  if (kind === 'difference' && smallest > discordance) return null;
  const near = (pairs: number) => powerNear(hypothesis, pairs, alpha, discordance);
  const [onlyA, onlyB] = [(discordance + smallest) / 2, (discordance - smallest) / 2];
  return {
    power: kind === 'equivalence' ? near(n) : powerOfPairedShares({ n, onlyA, onlyB, alpha }),
    // To enumerate so many pairs takes seconds.
    needed: sampleSize(near, POWER, MOST_PAIRS),
  };
}

/** By the normal approximation. */
function powerNear({ kind, smallest }: Hypothesis, n: number, alpha: number, discordance: number): number {
  if (kind === 'equivalence') {
    const reach = smallest / Math.sqrt(discordance / n) - normalQuantile(1 - alpha);
    return Math.max(0, 2 * normalCdf(reach) - 1);
  }
  const beyond = smallest * Math.sqrt(n) - normalQuantile(1 - alpha / 2) * Math.sqrt(discordance);
  const spread = Math.sqrt(discordance - smallest ** 2);
  return normalCdf(beyond / spread);
}
