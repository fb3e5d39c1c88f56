import { visible } from '../experiment/visible.ts';
import { FORMAT_WORDS } from '../numerics/dtypes.ts';
import { OPERATIONS } from '../numerics/operations.ts';
import type { ArmRecord } from '../results/record.ts';
import { setsText, withOwn } from '../results/sets-text.ts';
import { columns, grouped, padEnd, padStart, paragraph, REPORT_COLUMNS, shorten } from '../results/text.ts';
import { verificationLine } from '../results/verification-words.ts';
import { weightsText } from '../results/widths-text.ts';
import { dropWords } from './drops.ts';
import { speculationLine } from './speculation.ts';

const GAP = '  ';

interface Column {
  readonly head: string;
  readonly pad: (text: string, width: number) => string;
  readonly cell: (arm: ArmRecord) => string;
}

const COLUMNS: readonly Column[] = [
  { head: 'arm', pad: padEnd, cell: (arm) => visible(arm.name) },
  { head: 'kernels', pad: padEnd, cell: (arm) => withOwn(setsText(arm.kernels), arm.own) },
  { head: 'dtype', pad: padEnd, cell: (arm) => arm.dtype },
  {
    head: 'weights',
    pad: padEnd,
    cell: (arm) => (arm.quantize ? `${arm.weights} x q8 ${arm.quantize}` : weightsText(arm)),
  },
  { head: 'M', pad: padEnd, cell: rowRange },
  { head: 'steps', pad: padStart, cell: (arm) => grouped(arm.work.steps) },
  { head: 'tokens', pad: padStart, cell: (arm) => grouped(arm.timing.generatedTokens) },
  { head: 'ms', pad: padStart, cell: (arm) => grouped(arm.timing.milliseconds) },
  { head: 'tok/s', pad: padStart, cell: (arm) => grouped(arm.timing.tokensPerSecond, 1) },
];

/** Companies are drawn by the hundred; their distribution says more than their list. */
const LISTED_ARMS = 24;

/** The table of arms, one a line, and below it what the formats of blocks are and the requests that ended with an error. */
export function armLines(arms: readonly ArmRecord[]): string[] {
  const mixed = arms.some((arm) => setsText(arm.kernels).includes('/'));
  const legend = mixed ? [`(kernels: ${OPERATIONS.join('/')})`] : [];
  const more = arms.length > LISTED_ARMS ? [`and ${grouped(arms.length - LISTED_ARMS)} more arms`] : [];
  const table = tableLines(arms.slice(0, LISTED_ARMS));
  const drafts = arms.flatMap(({ name, speculation }) =>
    speculation ? paragraph(`(${visible(name)}: ${speculationLine(speculation)})`) : [],
  );
  const verified = arms.flatMap(({ name, verification }) =>
    verification ? paragraph(`(${visible(name)}: ${verificationLine(verification)})`) : [],
  );
  return [
    ...table,
    ...more,
    ...legend,
    ...drafts,
    ...verified,
    ...formatLines(arms),
    ...arms.flatMap(dropLines),
    ...arms.flatMap(errorLines),
  ];
}

function formatLines(arms: readonly ArmRecord[]): string[] {
  return [...new Set(arms.map(({ weights }) => weights))].flatMap((format) => {
    const words = FORMAT_WORDS[format];
    return words === undefined ? [] : paragraph(`(${format}: ${words})`);
  });
}

function tableLines(arms: readonly ArmRecord[]): string[] {
  const rows = [COLUMNS.map(({ head }) => head), ...arms.map((arm) => COLUMNS.map(({ cell }) => cell(arm)))];
  const widths = COLUMNS.map((_, index) => Math.max(...rows.map((row) => columns(row[index]!))));
  const others = widths.slice(1).reduce((total, width) => total + GAP.length + width, 0);
  const nameWidth = Math.min(widths[0]!, REPORT_COLUMNS - others);
  return rows.map((row) =>
    [
      padEnd(shorten(row[0]!, nameWidth), nameWidth),
      ...row.slice(1).map((cell, index) => {
        const column = index + 1;
        return COLUMNS[column]!.pad(cell, widths[column]!);
      }),
    ]
      .join(GAP)
      .trimEnd(),
  );
}

/** Smallest and largest M over the arm's steps. */
function rowRange({ work: { rows } }: ArmRecord): string {
  if (!rows) return '-';
  const [low, high] = rows;
  return low === high ? String(low) : `${low}..${high}`;
}

/** Of probes whose rows experts had no room for. */
function dropLines(arm: ArmRecord): string[] {
  return arm.requests.flatMap(({ id, dropped }) =>
    dropped ? paragraph(`${arm.name}/${id}: ${dropWords(dropped)}`) : [],
  );
}

function errorLines(arm: ArmRecord): string[] {
  return arm.requests.flatMap(({ id, finish }) =>
    finish.reason === 'error' ? paragraph(`ERROR in ${arm.name}/${id}: ${finish.message}`) : [],
  );
}
