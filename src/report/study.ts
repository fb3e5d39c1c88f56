import { capital, counted, grouped, listed } from '../results/text.ts';
import type { Conclusion, StudyOutcome, TestedHypothesis } from '../studies/sweep/outcome.ts';
import type { Study } from '../studies/sweep/study-schema.ts';
import {
  differenceInterval,
  effectWords,
  hasInterval,
  isFigure,
  levelWords,
  measureWords,
  pWords,
  signedWords,
  valueWords,
} from './study-figures.ts';
import { neededPairs } from './study-needed.ts';
import { contrastWords, hypothesisTitle } from './study-selection.ts';

/** Hypotheses that a verdict says one by one; of more it names the largest effects. */
const EACH = 2;
const MOST_NAMED = 3;

/** What a conclusion is called in a table. */
export const CONCLUSION_WORDS: Readonly<Record<Conclusion, string>> = {
  difference: 'a difference',
  negligible: 'a difference too small to matter',
  equivalent: 'no difference that matters',
  inconclusive: 'cannot be said',
};

/** What the study found, in one sentence with its figures and intervals; it is computed from the outcome alone. */
export function studyVerdict(outcome: StudyOutcome): string {
  const { definition, hypotheses, jobs, look } = outcome;
  const planned = hypotheses.filter((each) => each.planned);
  const partly =
    jobs.done < jobs.planned ? ` (from ${grouped(jobs.done)} of ${counted(jobs.planned, 'job')})` : '';
  const early = look && look.now < look.of ? ` (look ${look.now} of ${look.of})` : '';
  const told = planned.length > 0 ? planned : hypotheses;
  if (told.length === 0)
    return `No comparison was planned: the study gives figures of ${counted(cellCount(outcome), 'cell')} and no verdict${partly}.`;
  const found =
    told.length <= EACH ? told.map((each) => clause(each, definition)).join('; ') : summary(told, definition);
  const label = planned.length > 0 ? '' : 'Nothing was planned, this is exploratory: ';
  return `${capital(`${label}${found}`)}${partly}${early}.`;
}

/** What was found of one hypothesis, in a sentence with figures. A null is never called more than it is. */
export function hypothesisSentence(tested: TestedHypothesis, study: Study): string {
  const label = tested.planned ? '' : 'Exploratory: ';
  return `${label}${capital(clause(tested, study, basis(tested, study)))}.`;
}

/** Whether there is a pair, and a figure of it: without one an outcome holds zeros that stand for nothing. */
export function isMeasured({ n, difference }: TestedHypothesis): boolean {
  return n > 0 && isFigure(difference.value);
}

/** `with q4 against f32 the pass rate is 13.9 points lower (49.3 % against 63.2 %, 95 % interval −17.1 to −10.7 points)`. */
function clause(tested: TestedHypothesis, study: Study, further: readonly string[] = []): string {
  const { hypothesis, n, a, b, difference, conclusion } = tested;
  const { measure, smallest } = hypothesis;
  const name = measureWords(measure);
  const contrast = `with ${contrastWords(hypothesis)}`;
  if (!isMeasured(tested)) return `${contrast} nothing was measured of the ${name}`;
  const figures = [
    `${valueWords(measure, a.value)} against ${valueWords(measure, b.value)}`,
    ...(hasInterval(difference)
      ? [
          `${levelWords(study.plan.alpha)} interval of the difference ${differenceInterval(measure, difference)}`,
        ]
      : []),
    ...further,
  ].join('; ');
  switch (conclusion) {
    case 'difference':
      return `${contrast} the ${name} is ${movedWords(tested)}${sizeWords(tested)} (${figures})`;
    case 'negligible':
      return `${contrast} the ${name} is ${movedWords(tested)}, less than the ${effectWords(measure, smallest)} that would matter (${figures})`;
    case 'equivalent':
      return smallest === 0
        ? `${contrast} the ${name} is the same (${figures})`
        : `${contrast} there is no effect on the ${name} larger than ${effectWords(measure, smallest)} (${figures})`;
    case 'inconclusive':
      return `whether the ${name} differs ${contrast} cannot be said with n = ${grouped(n)} (${figures})${neededWords(tested, study)}`;
  }
}

function movedWords({ hypothesis: { measure }, difference: { value } }: TestedHypothesis): string {
  if (value === 0) return 'the same on the whole, its units are not';
  return `${effectWords(measure, value)} ${value < 0 ? 'lower' : 'higher'}`;
}

/** Of a difference whose interval reaches below what is of interest. */
function sizeWords({
  hypothesis: { measure, smallest },
  difference: { low, high },
}: TestedHypothesis): string {
  const least = low > 0 ? low : high < 0 ? -high : 0;
  return smallest > 0 && least < smallest
    ? `, though maybe by less than the ${effectWords(measure, smallest)} that would matter`
    : '';
}

function neededWords(tested: TestedHypothesis, study: Study): string {
  const { hypothesis, n, difference } = tested;
  const needed = neededPairs(tested, study);
  if (needed === null) return '';
  const effect = effectWords(hypothesis.measure, hypothesis.smallest || difference.value);
  if (needed <= n) return nearWords(tested, study.plan, effect);
  const found = hypothesis.smallest === 0 ? ', as found here,' : '';
  return `: to ${hypothesis.kind === 'equivalence' ? 'rule out' : 'see'} ${effect}${found} it would need about ${grouped(needed)}`;
}

/** Of pairs that were enough: an interval may say what a test that is corrected for all comparisons does not. */
function nearWords(
  { hypothesis: { smallest }, difference: { low, high } }: TestedHypothesis,
  { correction }: Study['plan'],
  effect: string,
): string {
  if (Math.max(Math.abs(low), Math.abs(high)) >= smallest)
    return `: the effect is too near to ${effect} to tell`;
  const corrected = correction === 'none' ? '' : ', corrected for all comparisons,';
  return `: the interval lies within ${effect}, but the test${corrected} does not say so`;
}

/** `n = 240`, `McNemar, exact: p = 0.03`, `two one-sided tests: p = 0.2`, `by Holm p = 0.04`. */
function basis({ n, test, p, equivalenceP, adjusted }: TestedHypothesis, { plan }: Study): string[] {
  const corrected = plan.correction !== 'none' && adjusted !== null;
  return [
    `n = ${grouped(n)}`,
    ownTestWords({ test, p }),
    ...(equivalenceP === null ? [] : [`two one-sided tests: ${pWords(equivalenceP)}`]),
    ...(corrected ? [`by ${CORRECTION_WORDS[plan.correction]} ${pWords(adjusted)}`] : []),
  ];
}

/** `McNemar, exact: p = 0.03`. */
export function ownTestWords({ test, p }: Pick<TestedHypothesis, 'test' | 'p'>): string {
  return p === null ? `${test}: every pair is equal` : `${test}: ${pWords(p)}`;
}

export const CORRECTION_WORDS = {
  none: 'no correction',
  holm: 'Holm',
  'benjamini-hochberg': 'Benjamini and Hochberg',
} as const;

/** Of many hypotheses: how many ended in each conclusion, with the largest effects by name. */
function summary(tested: readonly TestedHypothesis[], study: Study): string {
  const told = tested.filter(isMeasured);
  const of = (conclusion: Conclusion) => told.filter((each) => each.conclusion === conclusion);
  const missing = tested.length - told.length;
  const parts = [
    part(of('difference'), ['shows a difference', 'show a difference'], study),
    part(of('negligible'), ['shows one too small to matter', 'show one too small to matter'], study),
    part(of('equivalent'), ['shows no difference that matters', 'show no difference that matters'], study),
    part(of('inconclusive'), ['cannot be told', 'cannot be told'], study),
    missing === 0 ? null : `${grouped(missing)} ${missing === 1 ? 'has' : 'have'} no pair yet`,
  ].filter((words) => words !== null);
  const intervals =
    told.length === 0 ? '' : `, each with the ${levelWords(study.plan.alpha)} interval of its difference`;
  return `of ${counted(tested.length, 'comparison')} ${listed(parts)}${intervals}`;
}

function part(
  group: readonly TestedHypothesis[],
  [one, many]: readonly [string, string],
  { plan }: Study,
): string | null {
  if (group.length === 0) return null;
  const size = ({ hypothesis, difference: { value, low, high } }: TestedHypothesis) => {
    const scale = hypothesis.smallest > 0 ? hypothesis.smallest : (high - low) / 2 || plan.alpha;
    return isFigure(value) ? Math.abs(value) / scale : 0;
  };
  const named = group.toSorted((x, y) => size(y) - size(x)).slice(0, MOST_NAMED);
  const figures = named.map(
    ({ hypothesis, difference }) =>
      `${hypothesisTitle(hypothesis)}: ${signedWords(hypothesis.measure, difference.value)}${hasInterval(difference) ? `, ${differenceInterval(hypothesis.measure, difference)}` : ''}`,
  );
  const most = group.length > named.length ? 'largest: ' : '';
  return `${grouped(group.length)} ${group.length === 1 ? one : many} (${most}${figures.join('; ')})`;
}

/** Cells that a measure was summed up in. */
function cellCount({ cells }: StudyOutcome): number {
  return new Set(cells.map(({ cell }) => cell.join())).size;
}
