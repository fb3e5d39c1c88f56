import type { Provenance } from './job.ts';
import type { Measure } from './measures.ts';
import type { Hypothesis, Study } from './study-schema.ts';

/** A value with its interval at 1 - alpha. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** A measure over one cell, arm and unit kind (null: all kinds together). */
export interface CellSummary {
  readonly cell: readonly number[];
  readonly arm: string;
  readonly against: string | null;
  readonly unitKind: string | null;
  readonly measure: Measure;
  /** Observations with a value. */
  readonly n: number;
  /** Shares: Wilson's. Means: over units by bootstrap. Survival: restricted mean. Counts: as they are, low and high the same. */
  readonly estimate: Estimate;
  /** Of survival: Kaplan and Meier's curve, `[tokens, share without a fork]`, steps only, and how many were censored. */
  readonly survival?: { readonly curve: readonly (readonly [number, number])[]; readonly censored: number };
}

/**
 * What was found of a hypothesis. `difference`: there is one, and its size is of interest or may be. `negligible`: there is one, smaller than the smallest of interest.
 * `equivalent`: none larger than the smallest of interest (TOST). `inconclusive`: neither can be said with so many observations.
 */
export type Conclusion = 'difference' | 'negligible' | 'equivalent' | 'inconclusive';

export interface TestedHypothesis {
  readonly hypothesis: Hypothesis;
  /** Pairs (unit, seed and free axes alike) with a value on both sides. */
  readonly n: number;
  readonly a: Estimate;
  readonly b: Estimate;
  readonly difference: Estimate;
  /** What gave `p`, in words: `McNemar, exact`, `paired bootstrap`, `log-rank`. */
  readonly test: string;
  /** Of the test that there is no difference; null where every pair is equal. */
  readonly p: number | null;
  /** Of the two one-sided tests against `smallest`, the larger; null where `smallest` is 0. */
  readonly equivalenceP: number | null;
  /** The one that its kind asks for, corrected over the family. */
  readonly adjusted: number | null;
  readonly conclusion: Conclusion;
  /** Whether it was planned before the first job, by the frozen plan. */
  readonly planned: boolean;
}

/** Where the variance of a measure lies within cells, in an arm or a pair of arms (tasks crossed with seeds, random effects). */
export interface VarianceSummary {
  readonly measure: Measure;
  readonly arm: string;
  readonly against: string | null;
  /** Cells, and the units and seeds that each of them has a value of. */
  readonly cells: number;
  readonly units: number;
  readonly seeds: number;
  /** In the measure's unit, squared: between units, between seeds, and what is left of a unit under a seed. */
  readonly variance: { readonly units: number; readonly seeds: number; readonly residual: number };
}

/** What a study found; its file is what the page and the claims read. */
export interface StudyOutcome {
  readonly version: 1;
  /** Hash of the study. */
  readonly study: string;
  readonly definition: Study;
  readonly strata: readonly Provenance[];
  readonly jobs: {
    readonly planned: number;
    readonly done: number;
    readonly rerun: number;
    readonly differing: number;
  };
  readonly cells: readonly CellSummary[];
  /** Left out where no measure has two units under two seeds. */
  readonly variances?: readonly VarianceSummary[];
  readonly hypotheses: readonly TestedHypothesis[];
  /** What went otherwise than planned, in words. */
  readonly deviations: readonly string[];
  /** Which look of the plan's this is, and the level that it may spend; null where there is one. */
  readonly look: { readonly of: number; readonly now: number; readonly alpha: number } | null;
}
