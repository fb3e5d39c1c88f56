import type { BehaviourReport, WindowSummary } from '../audit/behaviour/behaviour-report.ts';
import { type Cell, csvText } from '../results/csv.ts';
import { escaped } from '../results/markdown.ts';
import {
  behaviourFinding,
  callTitle,
  comparisonWords,
  differenceText,
  figureText,
  loopTitle,
  measureName,
  pText,
  windowWords,
} from './audit-behaviour.ts';

const HEADS = [
  ...['what', 'measure', 'unit', 'reference', 'reference_low', 'reference_high', 'reference_n'],
  ...['current', 'current_low', 'current_high', 'current_n'],
  ...['difference', 'difference_low', 'difference_high', 'p', 'p_corrected', 'differs'],
  ...['window', 'answer', 'place', 'times', 'text'],
];

/** A line a measure and a line an example (RFC 4180); no text of a transcript calculates anything in a spreadsheet. */
export function behaviourCsv({ measures, unit, reference, current }: BehaviourReport): string {
  const measureRows = measures.map(({ id, kind, difference, ...of }): Cell[] => [
    ...['measure', id, kind === 'share' || id === 'repeated' ? 'share' : id === 'length' ? unit : ''],
    ...[of.reference?.value, of.reference?.low, of.reference?.high, of.reference?.n],
    ...[of.current?.value, of.current?.low, of.current?.high, of.current?.n],
    ...[difference?.value, difference?.low, difference?.high],
    ...[difference?.p, difference?.corrected, difference?.differs],
  ]);
  const windows = [reference, ...(current ? [current] : [])];
  return csvText([HEADS, ...measureRows, ...windows.flatMap(exampleRows)].map(filled));
}

const EXAMPLE_AT = HEADS.indexOf('window');

function exampleRows({ name, loops, calls }: WindowSummary): Cell[][] {
  const row = (what: string, cells: readonly Cell[]) => [
    what,
    ...new Array<Cell>(EXAMPLE_AT - 1).fill(null),
    name,
    ...cells,
  ];
  return [
    ...loops.map(({ id, at, times, said }) => row('loop', [id, at, times, said])),
    ...calls.map((call) =>
      row('repeated read', [call.id, call.at, call.times, `${call.name} ${call.arguments}`]),
    ),
  ];
}

function filled(row: readonly Cell[]): Cell[] {
  return [...row, ...new Array<Cell>(HEADS.length - row.length).fill(null)];
}

export function behaviourMarkdown(report: BehaviourReport): string {
  const { reference, current, measures, unit } = report;
  const heads = ['', 'reference', ...(current ? ['current', 'difference', 'p (corrected)'] : [])];
  const rows = measures.map(({ id, difference, ...of }) => {
    const name = measureName(id, unit);
    return [
      difference?.differs ? `**${name}**` : name,
      figureText(id, of.reference),
      ...(current
        ? [figureText(id, of.current), differenceText(id, difference), difference ? pText(difference) : '–']
        : []),
    ];
  });
  return `${[
    `- **Reference** ${escaped(windowWords(reference))}`,
    ...(current ? [`- **Current** ${escaped(windowWords(current))}`] : []),
    '',
    escaped(behaviourFinding(report)),
    '',
    `| ${heads.join(' | ')} |`,
    `|${heads.map(() => '---|').join('')}`,
    ...rows.map(([name, ...cells]) => `| ${[name, ...cells.map(escaped)].join(' | ')} |`),
    '',
    escaped(comparisonWords(report)),
    ...report.notes.map((note) => `\n${escaped(note)}`),
    ...[reference, ...(current ? [current] : [])].flatMap((window) => exampleItems(window, unit)),
  ].join('\n')}\n`;
}

function exampleItems({ name, loops, calls }: WindowSummary, unit: BehaviourReport['unit']): string[] {
  if (loops.length + calls.length === 0) return [];
  return [
    '',
    `Worst of ${escaped(name)}:`,
    '',
    ...loops.map((loop) => `- ${escaped(loopTitle(loop, unit))}: “${escaped(loop.said)}”`),
    ...calls.map((call) => `- ${escaped(callTitle(call))}: ${escaped(call.arguments)}`),
  ];
}
