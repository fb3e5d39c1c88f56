import { columns, grouped, measured, padEnd, paragraph } from '../results/text.ts';
import type { PairedScores, Tally } from '../studies/tasks/tally.ts';
import type { TaskArmReport, TaskReport } from '../studies/tasks/task-report.ts';
import { behaviourLine } from './behaviour.ts';
import { adapterWords } from './engine.ts';
import { guaranteeLines, lostLines } from './postures.ts';

/** Below this p-value a difference is called significant. */
const LEVEL = 0.05;

/** A run of tasks as plain text: pass rates by kind, one column an arm, then each arm against the first. */
export function formatTasks(report: TaskReport): string {
  const arms = [report, ...report.against];
  const sections = [
    ...(report.lost.length > 0 ? [lostLines(report.lost)] : []),
    headerLines(report),
    tableLines(arms),
    arms.flatMap((arm) => [timingLine(arm), ...paragraph(behaviourLine(arm.behaviour), '  ')]),
    guaranteeLines(report.postures),
    ...report.against.map((other) => comparisonLines(other, report, other.comparison)),
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function headerLines({ model, engine, adapter, notes, overall }: TaskReport): string[] {
  return [
    `${overall.total} tasks`,
    `model ${model.name}, ${grouped(model.parameters)} parameters, ${model.hash}`,
    `engine ${engine} on ${adapterWords(adapter)}`,
    ...notes,
  ].flatMap((line) => paragraph(line));
}

function tableLines(arms: readonly TaskArmReport[]): string[] {
  const [first] = arms;
  const kinds = Object.keys(first.kinds);
  const rows = [
    ['kind', 'tasks', ...arms.map(({ arm }) => arm)],
    ...kinds.map((kind) => [
      kind,
      String(first.kinds[kind].total),
      ...arms.map((arm) => tallyText(arm.kinds[kind])),
    ]),
    ['overall', String(first.overall.total), ...arms.map((arm) => tallyText(arm.overall))],
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => columns(row[column]))));
  return rows.map((row) =>
    row
      .map((cell, column) => padEnd(cell, widths[column] + 2))
      .join('')
      .trimEnd(),
  );
}

/** `42 passed, 84.0 % [71.5, 91.7]`: Wilson's 95 % interval. */
function tallyText({ passed, rate, low, high }: Tally): string {
  return `${String(passed).padStart(3)} passed ${percent(rate).padStart(5)} % [${percent(low)}, ${percent(high)}]`;
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}

function timingLine({ arm, timing, dynamic }: TaskArmReport): string {
  const { generatedTokens, milliseconds, tokensPerSecond } = timing;
  const bits = dynamic?.meanBits == null ? '' : `, ${dynamic.meanBits.toFixed(2)} bits a weight`;
  return `${arm}: ${grouped(generatedTokens)} tokens in ${grouped(milliseconds / 1000, 1)} s, ${grouped(tokensPerSecond, 1)} tok/s${bits}`;
}

function comparisonLines(here: TaskArmReport, there: TaskArmReport, paired: PairedScores): string[] {
  const { onlyHere, onlyThere, pValue, otherTokens, otherBits } = paired;
  const points = 100 * (here.overall.rate - there.overall.rate);
  const verdict = pValue < LEVEL ? 'significant' : 'not significant';
  return [
    `${here.arm} against ${there.arm}: ${points < 0 ? '' : '+'}${points.toFixed(1)} points`,
    `  passed only here ${onlyHere}, only there ${onlyThere}: McNemar's exact test p = ${measured(pValue)}, ${verdict} at 5 %`,
    `  of ${here.overall.total} completions ${otherTokens} differ in some token, ${otherBits} in some bit`,
    ...paragraph(`here less there, task by task: ${behaviourLine(paired.behaviour)}`, '  '),
  ];
}
