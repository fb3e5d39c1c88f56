import { type ColumnDrift, DETECTORS, type Detector, type DriftReport } from '../audit/drift/drift-report.ts';
import { visible } from '../experiment/visible.ts';
import {
  counted,
  grouped,
  listed,
  measured,
  padEnd,
  padStart,
  paragraph,
  REPORT_COLUMNS,
  shorten,
} from '../results/text.ts';

const DETECTOR_NAMES: Readonly<Record<Detector, string>> = {
  ...{ type: 'type', nulls: 'nulls', z: '|z| > 3', ks: 'KS', chi2: 'chi-square' },
  ...{ psi: 'PSI', wasserstein: 'Wasserstein' },
};

/** Heads of a column's figures, in the order of `driftCells`. */
export const DRIFT_HEADS = [
  'mean',
  'std',
  'nulls',
  'z',
  'KS D',
  'chi²',
  'PSI',
  'Wasserstein',
  'casting',
] as const;

/** Column and window first: those in which most alarms, and of each window the earliest. */
export function worstFirst({ columns }: DriftReport): ColumnDrift[] {
  return [...columns].sort(
    (a, b) =>
      b.alarms.length - a.alarms.length ||
      (b.wassersteinOfStd ?? b.psi ?? 0) - (a.wassersteinOfStd ?? a.psi ?? 0),
  );
}

/** What alarmed in the earliest window that has an alarm, columns in which most alarms first; null: nothing did. */
function changedFirst(
  report: DriftReport,
): { readonly window: string; readonly columns: readonly ColumnDrift[] } | null {
  for (const { name } of report.windows) {
    const columns = worstFirst(report).filter(({ window, alarms }) => window === name && alarms.length > 0);
    if (columns.length > 0) return { window: name, columns };
  }
  return null;
}

/** The figures of a column in words, those of both windows as `before → now`. */
export function driftCells(column: ColumnDrift): string[] {
  const { mean, std, nulls, z, ks, chi2, psi, wasserstein, wassersteinOfStd, casting } = column;
  const both = (of: { reference: number; current: number } | null) =>
    of ? `${measured(of.reference)} → ${measured(of.current)}` : '–';
  const one = (value: number | null) => (value === null ? '–' : measured(value));
  return [
    both(mean),
    both(std),
    nulls.reference === nulls.current
      ? percentText(nulls.current)
      : `${percentText(nulls.reference)} → ${percentText(nulls.current)}`,
    z.z === null ? (z.alarm ? 'beyond any' : '–') : one(z.z),
    one(ks.d),
    one(chi2),
    one(psi),
    wasserstein === null
      ? '–'
      : `${one(wasserstein)}${wassersteinOfStd === null ? '' : ` (${one(wassersteinOfStd)} std)`}`,
    `${Math.round(casting.reference)} → ${Math.round(casting.current)} ns`,
  ];
}

export function typeText({ type }: ColumnDrift): string {
  return type.reference === type.current && !type.changed
    ? type.current
    : `${type.reference} → ${type.current}`;
}

/** Cells that show a change of type: blanks at their ends are to be seen. */
export function exampleText({ type }: ColumnDrift): string {
  return listed(
    type.examples.map(
      (example) => `“${visible(example).replaceAll(/^ +| +$/g, (blanks) => '␣'.repeat(blanks.length))}”`,
    ),
  );
}

export function alarmText({ alarms }: ColumnDrift): string {
  return alarms.length === 0 ? 'none' : alarms.map((each) => DETECTOR_NAMES[each]).join(', ');
}

/** The finding, in a sentence or two. */
export function driftFinding(report: DriftReport): string {
  const first = changedFirst(report);
  const of = counted(new Set(report.columns.map(({ name }) => name)).size, 'column');
  if (!first) return `Nothing alarms in ${of}.`;
  const alarmed = new Set(report.columns.filter(({ alarms }) => alarms.length > 0).map(({ name }) => name));
  const names = first.columns.slice(0, 5).map((column) => `${visible(column.name)} (${alarmText(column)})`);
  const more = first.columns.length > 5 ? `, and ${first.columns.length - 5} more` : '';
  const where = report.windows.length > 1 ? ` First in ${visible(first.window)}: ` : ' ';
  return `${grouped(alarmed.size)} of ${of} ${alarmed.size === 1 ? 'alarms' : 'alarm'}.${where}${names.join('; ')}${more}.`;
}

/** How much of it chance would make. */
export function multiplicityWords({ multiplicity }: DriftReport): string {
  const { tests, below, alarms, alpha, zTests, zAlarms, zByChance } = multiplicity;
  return `Of ${counted(tests, 'test')} (KS, chi-square, nulls) ${grouped(below)} have p of at most ${alpha}, ${grouped(alarms)} after Holm’s correction over all columns and windows. Of ${counted(zTests, 'z-test')}, corrected for nothing, ${grouped(zAlarms)} ${zAlarms === 1 ? 'is' : 'are'} beyond 3; chance alone makes ${measured(zByChance)}.`;
}

/** The report for a terminal. */
export function driftLines(report: DriftReport): string[] {
  return [
    ...paragraph(`Reference: ${visible(report.reference.name)}, ${counted(report.reference.rows, 'row')}.`),
    ...report.windows.flatMap(({ name, rows }) =>
      paragraph(`Current: ${visible(name)}, ${counted(rows, 'row')}.`),
    ),
    '',
    ...paragraph(driftFinding(report)),
    '',
    ...worstFirst(report).flatMap((column) => columnLines(column, report.windows.length > 1)),
    ...paragraph(multiplicityWords(report)),
    ...report.notes.flatMap((note) => paragraph(note)),
  ];
}

/** A column takes a few lines: its names may be long and its figures are many. */
function columnLines(column: ColumnDrift, several: boolean): string[] {
  const title = `${visible(column.name)}${several ? `, ${visible(column.window)}` : ''}`;
  const figures = DRIFT_HEADS.map((head, i) => [head, driftCells(column)[i]] as const).filter(
    ([, words]) => words !== '–',
  );
  const examples =
    column.type.changed && column.type.examples.length > 0 ? `, such as ${exampleText(column)}` : '';
  return [
    shorten(title, REPORT_COLUMNS),
    ...paragraph(`type     ${typeText(column)}${examples}`, '  '),
    ...rowsOf(figures.map(([head, words]) => `${padEnd(head, 11)} ${padStart(words, 26)}`)),
    ...paragraph(`alarms   ${alarmText(column)}`, '  '),
    '',
  ];
}

function rowsOf(cells: readonly string[]): string[] {
  const lines: string[] = [];
  for (let i = 0; i < cells.length; i += 2)
    lines.push(
      `  ${cells
        .slice(i, i + 2)
        .map((cell) => padEnd(cell, 44))
        .join('')}`.trimEnd(),
    );
  return lines;
}

export function percentText(share: number): string {
  return share === 0 ? '0 %' : `${measured(100 * share)} %`;
}

/** What may alarm, for options and their refusals. */
export const DETECTOR_LIST = DETECTORS.join(', ');
