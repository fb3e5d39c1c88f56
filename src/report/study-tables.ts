import { grouped } from '../results/text.ts';
import type { Measure } from '../studies/sweep/measures.ts';
import type { CellSummary, StudyOutcome, TestedHypothesis } from '../studies/sweep/outcome.ts';
import { CONCLUSION_WORDS, isMeasured, ownTestWords } from './study.ts';
import {
  differenceInterval,
  effectWords,
  intervalWords,
  measureWords,
  NO_FIGURE,
  pWords,
  signedWords,
  valueWords,
} from './study-figures.ts';
import { axisWords, contrastWords, hypothesisTitle } from './study-selection.ts';

/** Rows of words under a head; `numbers` are the columns that are figures. */
export interface StudyTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly numbers: readonly number[];
}

const HYPOTHESIS_HEAD = [
  'hypothesis',
  'compared',
  'found',
  'measure',
  'n',
  'first',
  'second',
  'difference',
  'interval',
  'smallest of interest',
  'test',
  'corrected',
];

/** Hypotheses with all their figures; those that were planned and those that were not are never in one table. */
export function hypothesisTable(outcome: StudyOutcome, planned: boolean): StudyTable {
  return {
    head: HYPOTHESIS_HEAD,
    rows: outcome.hypotheses.filter((each) => each.planned === planned).map(hypothesisRow),
    numbers: [4, 5, 6, 7, 8, 9],
  };
}

function hypothesisRow(tested: TestedHypothesis): string[] {
  const { hypothesis, n, a, b, difference, adjusted, conclusion } = tested;
  const { measure, smallest } = hypothesis;
  const found = isMeasured(tested)
    ? [
        valueWords(measure, a.value),
        valueWords(measure, b.value),
        signedWords(measure, difference.value),
        differenceInterval(measure, difference),
      ]
    : Array.from({ length: 4 }, () => NO_FIGURE);
  return [
    hypothesisTitle(hypothesis),
    contrastWords(hypothesis),
    CONCLUSION_WORDS[conclusion],
    measureWords(measure),
    grouped(n),
    ...found,
    smallest === 0 ? 'any' : effectWords(measure, smallest),
    isMeasured(tested) ? testWords(tested) : NO_FIGURE,
    adjusted === null ? NO_FIGURE : pWords(adjusted),
  ];
}

function testWords({ test, p, equivalenceP }: TestedHypothesis): string {
  const own = ownTestWords({ test, p });
  return equivalenceP === null ? own : `${own}; two one-sided: ${pWords(equivalenceP)}`;
}

/** All cells of a measure, in the order of the outcome. */
export function cellTable({ definition, cells }: StudyOutcome, measure: Measure): StudyTable {
  const own = cells.filter((cell) => cell.measure === measure);
  const byKind = own.some(({ unitKind }) => unitKind !== null);
  const censored = own.some(({ survival }) => survival);
  const axes = definition.axes.map(({ name }) => axisWords(name));
  const head = [...axes, 'arm', ...(byKind ? ['units'] : []), 'n', measureWords(measure), 'interval'];
  return {
    head: censored ? [...head, 'without a fork'] : head,
    rows: own.map((cell) => [
      ...definition.axes.map(({ values }, axis) => values[cell.cell[axis]].label),
      armWords(cell),
      ...(byKind ? [cell.unitKind ?? 'all'] : []),
      grouped(cell.n),
      valueWords(measure, cell.estimate.value),
      intervalWords(measure, cell.estimate),
      ...(censored ? [cell.survival ? grouped(cell.survival.censored) : NO_FIGURE] : []),
    ]),
    numbers: Array.from({ length: censored ? 4 : 3 }, (_, i) => axes.length + 1 + Number(byKind) + i),
  };
}

/** `variant`, `variant against invariant`. */
export function armWords({ arm, against }: Pick<CellSummary, 'arm' | 'against'>): string {
  return against === null ? arm : `${arm} against ${against}`;
}
