import {
  comparisonFinding,
  forkCause,
  forkTextsWords,
  limitWords,
  sideWords,
} from '../../../report/transcripts.ts';
import { bitWords, sortedByFork } from '../../../report/transcripts-lines.ts';
import type { SequenceSummary } from '../../../results/compare-transcripts.ts';
import { csvCell, quotedText } from '../../../results/csv.ts';
import { escaped } from '../../../results/markdown.ts';
import { grouped, measured } from '../../../results/text.ts';
import type { TranscriptsReport } from '../../../results/transcripts-report.ts';

type Cell = Parameters<typeof csvCell>[0];

const COLUMNS: readonly (readonly [name: string, of: (row: SequenceSummary) => Cell])[] = [
  ['sequence', ({ id }) => id],
  ['counted_in', ({ unit }) => unit],
  ['length_a', ({ lengths }) => lengths.a],
  ['length_b', ({ lengths }) => lengths.b],
  ['fork', ({ fork }) => fork],
  ['text_a', ({ forkTexts }) => textCell(forkTexts?.a)],
  ['text_b', ({ forkTexts }) => textCell(forkTexts?.b)],
  ['compared_positions', ({ comparable }) => comparable],
  ['margin_a', ({ margin }) => margin],
  ['perturbation', ({ perturbation }) => perturbation],
  ['flip_possible', ({ possible }) => possible],
  ['flip_judged', ({ judged }) => judged],
  ['max_delta_logprob', ({ maxDelta }) => maxDelta],
  ['argmax_equal', ({ argmaxEqual }) => argmaxEqual],
  ['argmax_known', ({ argmaxKnown }) => argmaxKnown],
  ['bits_equal', ({ bits }) => bits],
  ['differing_logits', ({ logits }) => logits?.differing],
  ['logits', ({ logits }) => logits?.logits],
  ['max_ulp_of_one_sign', ({ logits }) => logits?.maxUlpSameSign],
  ['max_absolute', ({ logits }) => logits?.maxAbsolute],
  ['max_kl_nats', ({ logits }) => logits?.maxKl],
];

function textCell(text: string | null | undefined): Cell {
  return text === null || text === undefined ? null : quotedText(text);
}

/** One line a pair of sequences (RFC 4180); what is not known stays empty. */
export function comparisonCsv({ rows }: TranscriptsReport): string {
  const lines = rows.map((row) => COLUMNS.map(([, of]) => csvCell(of(row))).join(','));
  return `${[COLUMNS.map(([name]) => name).join(','), ...lines].join('\r\n')}\r\n`;
}

/** More are for the CSV. */
const MOST_ROWS = 30;

/** What was found, the sequences that fork earliest, and what cannot be said. */
export function comparisonMarkdown(report: TranscriptsReport): string {
  const rows = sortedByFork(report.rows).slice(0, MOST_ROWS);
  const left = report.rows.length - rows.length;
  return `${[
    `- **A** ${escaped(`${report.a.label}: ${sideWords(report.a)}`)}`,
    `- **B** ${escaped(`${report.b.label}: ${sideWords(report.b)}`)}`,
    '',
    escaped(comparisonFinding(report)),
    '',
    '| sequence | fork | what | margin in A | perturbation | max delta logprob |',
    '|---|---|---|---|---|---|',
    ...rows.map(markdownRow),
    ...(left > 0 ? ['', `and ${grouped(left)} more`] : []),
    '',
    'What these files cannot tell:',
    '',
    ...limitWords(report).map((words) => `- ${escaped(words)}`),
  ].join('\n')}\n`;
}

function markdownRow(row: SequenceSummary): string {
  const number = (value: number | null) => (value === null ? '' : measured(value));
  const what = row.fork === null ? bitWords(row) : [forkTextsWords(row), forkCause(row) ?? ''].join('. ');
  const cells = [
    escaped(row.id),
    row.fork === null ? 'none' : `${row.unit} ${grouped(row.fork)}`,
    escaped(what),
    number(row.margin),
    number(row.perturbation),
    number(row.maxDelta),
  ];
  return `| ${cells.join(' | ')} |`;
}
