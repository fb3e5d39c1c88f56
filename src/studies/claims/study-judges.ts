import { grouped, listed } from '../../results/text.ts';
import type { TestedHypothesis } from '../sweep/outcome.ts';
import type { ShippedStudy } from '../sweep/shipped-studies.ts';
import type { Judgement } from './claim.ts';
import type { Evidence } from './evidence.ts';
import { depends, doesNot, holds, notMeasured, undecided } from './judgements.ts';
import { differenceWords, points, studyCommand, testedIn } from './study-words.ts';

/** A hypothesis by what it varies, as it stands in a sentence: `in bf16`. */
export interface Asked {
  readonly id: string;
  readonly words: string;
}

export interface Answered extends Asked {
  readonly tested: TestedHypothesis;
}

export function answered(evidence: Evidence, study: ShippedStudy, asked: readonly Asked[]): Answered[] {
  return asked.flatMap((each) => {
    const tested = testedIn(evidence, study, each.id);
    return tested ? [{ ...each, tested }] : [];
  });
}

/**
 * Whether the first side of contrasts is lower than the second by enough to matter: everywhere, somewhere, or nowhere. A difference smaller than the
 * smallest of interest is none here, as one that is shown to be smaller (`equivalent`).
 * @param begins the sentence, as "Noise in place of tasks moves the pass rate by"
 * @param on what it depends on where some are lower and others are not.
 */
export function judgeLower(
  evidence: Evidence,
  { study, asked, begins, on }: { study: ShippedStudy; asked: readonly Asked[]; begins: string; on: string },
): Judgement {
  const answers = answered(evidence, study, asked);
  if (answers.length === 0) return notMeasured(studyCommand(study));
  const found = `${begins} ${listed(answers.map(({ tested, words }) => `${differenceWords(tested)} ${words}`))}.`;
  const lower = answers.filter(({ tested }) => isLower(tested));
  const none = answers.filter(({ tested }) => isNone(tested) || isHigher(tested));
  if (lower.length === answers.length) return holds(found);
  // Of the others some may only be too few to tell, which is not to have no loss.
  const told = lower.length + none.length < answers.length ? `${found} ${undecidedWords(answers)}` : found;
  if (lower.length > 0) return depends(`${on}: a loss ${listed(lower.map(({ words }) => words))}`, told);
  if (none.length === answers.length) return doesNot(found, noneWords(answers));
  return undecided(told);
}

export function isLower({ conclusion, difference }: TestedHypothesis): boolean {
  return conclusion === 'difference' && difference.value < 0;
}

export function isHigher({ conclusion, difference }: TestedHypothesis): boolean {
  return conclusion === 'difference' && difference.value > 0;
}

/** Shown to be no larger than what is of interest. */
export function isNone({ conclusion }: TestedHypothesis): boolean {
  return conclusion === 'equivalent' || conclusion === 'negligible';
}

function noneWords(answers: readonly Answered[]): string {
  const smallest = Math.max(...answers.map(({ tested }) => tested.hypothesis.smallest));
  return `no loss of ${points(smallest)} points or more`;
}

function undecidedWords(answers: readonly Answered[]): string {
  const unclear = answers.filter(({ tested }) => tested.conclusion === 'inconclusive');
  const pairs = Math.min(...unclear.map(({ tested }) => tested.n));
  return `Corrected for every comparison of the study, ${grouped(pairs)} pairs can say neither that there is a loss nor that there is none ${listed(unclear.map(({ words }) => words))}.`;
}
