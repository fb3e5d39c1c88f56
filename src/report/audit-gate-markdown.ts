import type { GateCheck, GateReport, GateVerdict } from '../audit/gate/report.ts';
import { escaped } from '../results/markdown.ts';
import { capital } from '../results/text.ts';
import {
  checkWords,
  GATE_AXIS_WORDS,
  GATE_VERDICT_WORDS,
  gateSentence,
  gateValue,
  intervalWords,
  sorted,
  toleranceWords,
  worseWords,
} from './audit-gate.ts';

/** By which a comment of an earlier run is found again, to be replaced and not repeated. */
const MARKER = '<!-- batchmates-gate -->';

const MARKS: Readonly<Record<GateVerdict, string>> = { pass: '✅', fail: '❌', unclear: '❔' };

/** A gate as a comment of a pull request, in GitHub's Markdown: the verdict, an axis a line, every check folded away. */
export function gateMarkdown(report: GateReport): string {
  const { verdict, axes, missing, caveats } = report;
  const judged = axes.filter((axis) => axis.verdict !== null);
  const rows = judged.map(({ axis, mode, verdict: own, checks }) => [
    capital(GATE_AXIS_WORDS[axis]),
    `${MARKS[own as GateVerdict]} ${GATE_VERDICT_WORDS[own as GateVerdict].toLowerCase()}`,
    mode === 'block' ? 'blocks' : 'warns',
    worst(checks),
  ]);
  return `${[
    MARKER,
    `## ${MARKS[verdict]} Gate: ${GATE_VERDICT_WORDS[verdict].toLowerCase()}`,
    escaped(gateSentence(report)),
    table(['Axis', 'Verdict', 'Mode', 'Worst check'], rows),
    [...caveats, ...missing].map((line) => `- ${escaped(line)}`).join('\n'),
    `<details><summary>Every check, ${intervalWords(report)}</summary>`,
    table(
      ['Check', 'Baseline', 'Now', 'Worse by', 'Tolerance', 'Verdict'],
      judged.flatMap(({ checks }) => sorted(checks).map(checkRow)),
    ),
    '</details>',
  ]
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
}

function checkRow(check: GateCheck): string[] {
  const { unit, before, now, verdict, because } = check;
  return [
    checkWords(check),
    gateValue(unit, before),
    gateValue(unit, now),
    worseWords(check),
    toleranceWords(check),
    `${MARKS[verdict]} ${GATE_VERDICT_WORDS[verdict].toLowerCase()}${because === null ? '' : `: ${because}`}`,
  ];
}

/** The check that is furthest beyond its tolerance, of those that decided. */
function worst(checks: readonly GateCheck[]): string {
  const [first] = sorted(checks);
  const rank = ({ worse, tolerance }: GateCheck) => (worse ? worse.estimate - tolerance : 0);
  const own = checks
    .filter(({ verdict }) => verdict === first.verdict)
    .toSorted((a, b) => rank(b) - rank(a))[0];
  return `${checkWords(own)}: ${worseWords(own)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => escaped(cell)).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
