import { visible } from '../experiment/visible.ts';
import type { SequenceSummary } from '../results/compare-transcripts.ts';
import type { DistinctCompletions } from '../results/distinct-completions.ts';
import { columns, counted, grouped, measured, padEnd, paragraph, shorten } from '../results/text.ts';
import type { SideReport, TranscriptsReport } from '../results/transcripts-report.ts';
import { nodeLines } from './fork-tree.ts';
import { comparisonFinding, forkCause, forkTextsWords, limitWords, sideWords } from './transcripts.ts';

/** More are for the JSON. */
const LISTED_ROWS = 24;
const LISTED_TREES = 6;
const MOST_NAME = 28;

/** Two runs beside each other as report lines: what they are, what was found, sequence by sequence, and what cannot be said. */
export function transcriptsLines(report: TranscriptsReport): string[] {
  const sections = [
    [...sideLines('A', report.a), ...sideLines('B', report.b)],
    paragraph(comparisonFinding(report)),
    rowLines(report.rows),
    ...report.distinct.slice(0, LISTED_TREES).map(treeLines),
    limitWords(report).flatMap((words) => paragraph(words)),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .flatMap((lines, at) => (at === 0 ? lines : ['', ...lines]));
}

function sideLines(side: string, report: SideReport): string[] {
  return [`${side}: ${report.label}, ${sideWords(report)}`, ...report.notes].flatMap((words) =>
    paragraph(words),
  );
}

/** Those that fork earliest first, then those that do not. */
function rowLines(rows: readonly SequenceSummary[]): string[] {
  const sorted = sortedByFork(rows);
  const shown = sorted.slice(0, LISTED_ROWS);
  const names = shown.map(({ id }) => shorten(visible(id), MOST_NAME));
  const width = Math.max(0, ...names.map(columns));
  const lines = shown.flatMap((row, at) => [
    ...paragraph(`${padEnd(names[at], width)}  ${rowWords(row)}`),
    ...causeLines(row),
  ]);
  const left = sorted.length - shown.length;
  return left > 0 ? [...lines, `and ${grouped(left)} more`] : lines;
}

function causeLines(row: SequenceSummary): string[] {
  const cause = forkCause(row);
  return cause === null ? [] : paragraph(cause, '  ');
}

/** The earliest fork first; what does not fork last, in its own order. */
export function sortedByFork(rows: readonly SequenceSummary[]): SequenceSummary[] {
  const place = ({ fork }: SequenceSummary) => fork ?? Number.MAX_SAFE_INTEGER;
  return rows.toSorted((x, y) => place(x) - place(y));
}

/** `FORK at token 33, A ' much' / B ' good'` or `same 64 tokens, bits not known`, and the numbers that are known. */
function rowWords(row: SequenceSummary): string {
  const { fork, unit, comparable, maxDelta, logits } = row;
  const verdict =
    fork === null
      ? `same ${counted(comparable, unit)}, ${bitWords(row)}`
      : `FORK at ${unit} ${grouped(fork)}, ${forkTextsWords(row)}`;
  const numbers = [
    ...(maxDelta === null ? [] : [`max |Δ logprob| ${measured(maxDelta)}`]),
    ...(logits === null
      ? []
      : [
          `${grouped(logits.differing)} of ${grouped(logits.logits)} logits differ, max ${grouped(logits.maxUlpSameSign)} ulp, max KL ${measured(logits.maxKl)} nats`,
        ]),
  ];
  return [verdict, ...numbers].join('; ');
}

/** What is known of the bits of a sequence that does not fork. */
export function bitWords({ bits }: Pick<SequenceSummary, 'bits'>): string {
  return bits === null ? 'bits not known' : bits ? 'same bits' : 'different bits';
}

function treeLines({ question, completions, distinct, shared, root }: DistinctCompletions): string[] {
  const all = completions.a + completions.b;
  const words = `${visible(question)}: ${counted(all, 'answer')} (${completions.a} of A, ${completions.b} of B), ${grouped(distinct)} distinct, ${grouped(shared)} in both`;
  return [...paragraph(words), ...nodeLines(root, all, 1)];
}
