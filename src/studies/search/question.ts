import type { Experiment } from '../../experiment/schema.ts';
import { OPERATIONS } from '../../numerics/operations.ts';
import { type BlameReport, blameNeighbours, blameRuns } from './blame.ts';
import { type CulpritReport, comparable, culpritRuns, findCulprit, madeInvariant } from './culprit.ts';
import { findFlip, flipRuns } from './flip.ts';
import type { FlipReport } from './flip-report.ts';
import { type PairChoice, resolvePair } from './pair.ts';
import type { SearchOptions } from './search.ts';

/** A question about a pair that runs of its own answer. */
export type Question = {
  readonly pair: PairChoice;
  /** Look at so many of the probe's tokens at most; null for all. */
  readonly tokens: number | null;
} & (
  | { readonly kind: 'culprit'; readonly exhaustive: boolean }
  | { readonly kind: 'blame' }
  | { readonly kind: 'flip'; readonly seed: number; readonly runs: number }
);

export type Answer = CulpritReport | BlameReport | FlipReport;

export type AskOptions = Omit<SearchOptions<Answer>, 'pair' | 'tokens'>;

/** Answers a question. Throws ExperimentError where it cannot be asked, the engine's errors, the signal's reason where aborted. */
export function ask(question: Question, options: AskOptions): Promise<Answer> {
  const { pair, tokens } = question;
  switch (question.kind) {
    case 'culprit':
      return findCulprit({ ...options, pair, tokens, exhaustive: question.exhaustive });
    case 'blame':
      return blameNeighbours({ ...options, pair, tokens });
    case 'flip':
      return findFlip({ ...options, pair, tokens, seed: question.seed, runs: question.runs });
  }
}

/** Runs of one batch that an answer takes at most; a flip that is found is made smaller in as many again. */
export function mostRuns(experiment: Experiment, question: Question): number {
  switch (question.kind) {
    case 'culprit':
      return culpritRuns(experiment, question.pair);
    case 'blame':
      return blameRuns(experiment, question.pair);
    case 'flip':
      return flipRuns(resolvePair(experiment, question.pair), question.runs);
  }
}

/**
 * The experiment with every kernel set that the answer will lean on, for the certificate that it needs first and for what may be
 * said of its runs: the arms as they are, and those that a bisection makes invariant, which are named so.
 */
export function claimsOf(experiment: Experiment, { kind, pair }: Question): Experiment {
  const resolved = resolvePair(experiment, pair);
  const { alone, company, settings } = resolved;
  const arms = settings ? [alone, company] : [company];
  const made =
    kind === 'culprit' && comparable(resolved)
      ? arms.map((arm) => ({ ...madeInvariant(arm, OPERATIONS), name: `${arm.name} made invariant` }))
      : [];
  return { ...experiment, arms: [...arms, ...made] };
}
