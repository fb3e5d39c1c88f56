import type { BehaviourUnit } from '../audit/behaviour/answer.ts';
import type {
  BehaviourReport,
  CallExample,
  Difference,
  Figure,
  LoopExample,
  MeasureReport,
  WindowSummary,
} from '../audit/behaviour/behaviour-report.ts';
import { LEAST_COVERED, LEAST_TIMES } from '../audit/behaviour/loop.ts';
import type { MeasureId } from '../audit/behaviour/measures.ts';
import { visible } from '../experiment/visible.ts';
import { aligned, counted, grouped, paragraph, shorten } from '../results/text.ts';

/** What a measure is called, and in what it is told. `%` of the unit: the report's. */
const NAMES: Readonly<Record<MeasureId, (unit: BehaviourUnit) => string>> = {
  length: (unit) => `length, ${unit}s`,
  repeated: () => 'said before',
  longestRepeat: (unit) => `longest repeat, ${unit}s`,
  looped: () => 'went in circles',
  repeatedCalls: () => 'repeated reads',
  steps: () => 'worked steps',
  refused: () => 'refused',
  cut: () => 'ended at its limit',
};

/** What is counted, for who asks. */
export const MEASURE_WORDS: Readonly<Record<MeasureId, string>> = {
  length: 'what the model wrote, all its turns together',
  repeated: 'share of the runs of four that stood in the answer before, on average',
  longestRepeat: 'the longest run that stands in it twice without overlapping',
  looped: `answers in which a run stands ${LEAST_TIMES} times in a row or more, over at least ${LEAST_COVERED} words or tokens`,
  repeatedCalls: 'calls of the same tool with the same arguments as an earlier one, a conversation',
  steps: 'lines that come to a result by an equals sign',
  refused: 'answers that begin as an English refusal does, or that the server says were refused',
  cut: 'answers that ended at the most tokens that they may have, of those that tell',
};

/** Told in per cent: shares of answers, and the share of runs. */
export function isPercent(id: MeasureId): boolean {
  return id === 'repeated' || id === 'looped' || id === 'refused' || id === 'cut';
}

export function measureName(id: MeasureId, unit: BehaviourUnit): string {
  return NAMES[id](unit);
}

/** `12.3 % [10.1, 14.8]`; a dash where nothing tells. */
export function figureText(id: MeasureId, figure: Pick<Figure, 'value' | 'low' | 'high'> | null): string {
  if (!figure) return '–';
  const times = isPercent(id) ? 100 : 1;
  const one = (value: number | null) => (value === null ? '?' : rounded(times * value));
  return `${one(figure.value)}${isPercent(id) ? ' %' : ''} [${one(figure.low)}, ${one(figure.high)}]`;
}

/** With its sign, shares in points. */
export function differenceText(id: MeasureId, difference: Difference | null): string {
  if (!difference) return '–';
  const times = isPercent(id) ? 100 : 1;
  const one = (value: number | null) => (value === null ? '?' : signed(times * value));
  const unit = isPercent(id) ? ' points' : '';
  return `${one(difference.value)}${unit} [${one(difference.low)}, ${one(difference.high)}]`;
}

/** Minus as the sign it is. */
function signed(value: number): string {
  return `${value > 0 ? '+' : ''}${rounded(value)}`;
}

function rounded(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return Number(value.toFixed(digits)).toString().replace('-', '−');
}

export function pText({ p, corrected }: Difference): string {
  const one = (value: number) => (value < 0.0001 ? '< 0.0001' : value.toFixed(4));
  return p === corrected ? one(p) : `${one(p)} (${one(corrected)})`;
}

/** Measures that differ after the correction, the surest first. */
export function differing({ measures }: BehaviourReport): MeasureReport[] {
  return measures
    .filter(({ difference }) => difference?.differs)
    .sort((a, b) => a.difference!.corrected - b.difference!.corrected);
}

/** The finding, in a sentence or two. */
export function behaviourFinding(report: BehaviourReport): string {
  const { comparison, unit, reference } = report;
  if (!comparison) {
    const looped = report.measures.find(({ id }) => id === 'looped')?.reference;
    const share = looped ? `${figureText('looped', looped)} of them went in circles.` : '';
    return `${counted(reference.answers, 'answer')}. ${share}`.trim();
  }
  const found = differing(report);
  if (found.length === 0)
    return `No measure differs after Holm’s correction over ${counted(comparison.tests, 'test')}.`;
  const words = found.map(
    ({ id, difference }) => `${measureName(id, unit)} ${differenceText(id, difference)}`,
  );
  return `Between the windows ${counted(found.length, 'measure differs', 'measures differ')}: ${words.join('; ')}.`;
}

/** How it was tested. */
export function comparisonWords({ comparison, unit }: BehaviourReport): string {
  const units =
    unit === 'token'
      ? 'Lengths and repeats are of token ids.'
      : 'Lengths and repeats are of words, since not every window has token ids.';
  if (!comparison) return units;
  const { pairs, tests, alpha } = comparison;
  const how =
    pairs === null
      ? 'The windows are taken as independent (Newcombe and Fisher of shares, Welch and permuted labels of means), as too few questions are the same.'
      : `${counted(pairs, 'question')} stand in both and are taken pair by pair (Tango and McNemar of shares, Student and sign flips of means).`;
  return `${units} ${how} Intervals are of 95 %; p in brackets is corrected over ${counted(tests, 'test')} by Holm, and a measure differs where that is at most ${alpha}.`;
}

export function loopTitle({ id, at, times, covered, length }: LoopExample, unit: BehaviourUnit): string {
  return `${named(id, at)}: ${counted(times, 'time')} in a row, ${grouped(covered)} of ${counted(length, unit)}`;
}

export function callTitle({ id, at, name, times }: CallExample): string {
  return `${named(id, at)}: ${visible(name)} called ${counted(times, 'time')} with the same arguments`;
}

function named(id: string | null, at: string): string {
  return id === null ? at : `${shorten(visible(id), 60)} (${at})`;
}

export function windowWords({ name, answers, toolCalls }: WindowSummary): string {
  const calls = toolCalls > 0 ? `, ${counted(toolCalls, 'tool call')}` : '';
  return `${visible(name)}: ${counted(answers, 'answer')}${calls}`;
}

/** The report for a terminal. */
export function behaviourLines(report: BehaviourReport): string[] {
  const { reference, current, measures, unit } = report;
  const heads = ['', 'reference', ...(current ? ['current', 'difference', 'p (corrected)'] : [])];
  const rows = measures.map(({ id, difference, ...of }) => [
    `${difference?.differs ? '≠ ' : '  '}${measureName(id, unit)}`,
    figureText(id, of.reference),
    ...(current
      ? [figureText(id, of.current), differenceText(id, difference), difference ? pText(difference) : '–']
      : []),
  ]);
  return [
    ...paragraph(`Reference ${windowWords(reference)}.`),
    ...(current ? paragraph(`Current ${windowWords(current)}.`) : []),
    '',
    ...paragraph(behaviourFinding(report)),
    '',
    ...aligned([heads, ...rows]),
    '',
    ...paragraph(comparisonWords(report)),
    ...report.notes.flatMap((note) => paragraph(visible(note))),
    ...[reference, ...(current ? [current] : [])].flatMap((window) => exampleLines(window, unit)),
  ];
}

function exampleLines({ name, loops, calls }: WindowSummary, unit: BehaviourUnit): string[] {
  if (loops.length + calls.length === 0) return [];
  return [
    '',
    ...paragraph(`Worst of ${visible(name)}:`),
    ...loops.flatMap((loop) => [
      ...paragraph(loopTitle(loop, unit), '  '),
      ...paragraph(visible(shorten(loop.said, 200)), '    '),
    ]),
    ...calls.flatMap((call) => [
      ...paragraph(callTitle(call), '  '),
      ...paragraph(visible(shorten(call.arguments, 200)), '    '),
    ]),
  ];
}
