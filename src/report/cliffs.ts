import { measured } from '../results/text.ts';
import {
  alikePlans,
  CLIFF_SETS,
  type CliffCell,
  type CliffReport,
  cliffOf,
  planLetters,
  WIDTHS,
} from '../studies/cliffs/cliff-report.ts';

/** A cell as it stands in the table: `same`, `bits 1`, `word 33`. */
export function cliffWords(cell: CliffCell): string {
  switch (cliffOf(cell)) {
    case 'nothing':
      return 'same';
    case 'bits':
      return `bits ${cell.firstDifference}`;
    case 'tokens':
      return `word ${cell.fork}`;
  }
}

/** What stands behind a cell, a sentence. */
export function cliffDetail(cell: CliffCell): string {
  const { width, firstDifference, fork, maxKl } = cell;
  const beside = `${width} rows at a time`;
  if (firstDifference === null) return `${beside}: every bit is plain decoding’s.`;
  const other = fork === null ? 'every token is the same' : `another token at ${fork}`;
  return `${beside}: other bits from token ${firstDifference} on, by ${measured(maxKl)} nats at most; ${other}.`;
}

/** Letter of a stream among those of its row; A: plain decoding's. */
export function streamLetter({ stream }: Pick<CliffCell, 'stream'>): string {
  return String.fromCharCode(65 + stream);
}

/** The map as text: of each set its plans and then its streams, by rows a step. */
export function formatCliffs({ model, engine, tokens, plans, rows, notes }: CliffReport): string[] {
  const widths = [1, ...WIDTHS];
  const blocks = CLIFF_SETS.flatMap((set) => {
    const table = [
      ['rows a step', ...widths.map(String)],
      ...alikePlans(plans.filter((plan) => plan.set === set)).map((alike) => [
        `plans of ${alike.map(({ operation }) => operation).join(', ')}`,
        ...planLetters(alike[0]),
      ]),
      ...rows
        .filter((row) => row.set === set)
        .map(({ prompt, cells }) => [
          prompt,
          'A',
          ...cells.map((cell) => `${streamLetter(cell)} ${place(cell)}`),
        ]),
    ];
    const of = widths.map((_, at) => Math.max(...table.map((line) => line[at + 1].length)));
    const first = Math.max(...table.map(([name]) => name.length));
    return [
      '',
      set === 'invariant' ? `${set}, the control:` : `${set}:`,
      ...table.map(([name, ...cells]) =>
        `  ${name.padEnd(first)}  ${cells.map((cell, at) => cell.padEnd(of[at])).join('  ')}`.trimEnd(),
      ),
    ];
  });
  return [
    `Verification of drafts by its width, ${model.name} on ${engine}, ${tokens} greedy tokens beside plain decoding`,
    'A letter is a plan, or a stream of bits; b1: other bits from token 1 on, w33: another word at 33, =: the same bits.',
    ...blocks,
    ...notes,
  ];
}

function place(cell: CliffCell): string {
  const { firstDifference, fork } = cell;
  if (fork !== null) return `w${fork}`;
  return firstDifference === null ? '=' : `b${firstDifference}`;
}
