import type { ColumnDrift, DriftReport } from '../audit/drift/drift-report.ts';
import { type Cell, csvText } from '../results/csv.ts';
import { escaped } from '../results/markdown.ts';
import { counted } from '../results/text.ts';
import {
  alarmText,
  DRIFT_HEADS,
  driftCells,
  driftFinding,
  exampleText,
  multiplicityWords,
  typeText,
  worstFirst,
} from './audit-drift.ts';

const COLUMNS: readonly (readonly [name: string, of: (column: ColumnDrift) => Cell])[] = [
  ['column', ({ name }) => name],
  ['window', ({ window }) => window],
  ['type_reference', ({ type }) => type.reference],
  ['type_current', ({ type }) => type.current],
  ['type_changed', ({ type }) => type.changed],
  ['examples', ({ type }) => type.examples.join(' | ')],
  ['nulls_reference', ({ nulls }) => nulls.reference],
  ['nulls_current', ({ nulls }) => nulls.current],
  ['nulls_p', ({ nulls }) => nulls.p],
  ['mean_reference', ({ mean }) => mean?.reference],
  ['mean_current', ({ mean }) => mean?.current],
  ['std_reference', ({ std }) => std?.reference],
  ['std_current', ({ std }) => std?.current],
  ['z', ({ z }) => z.z],
  ['z_alarm', ({ z }) => z.alarm],
  ['ks_d', ({ ks }) => ks.d],
  ['ks_p', ({ ks }) => ks.p],
  ['ks_p_corrected', ({ ks }) => ks.corrected],
  ['chi2', ({ chi2 }) => chi2],
  ['chi2_df', ({ chi2Test }) => chi2Test.df],
  ['chi2_p', ({ chi2Test }) => chi2Test.p],
  ['chi2_p_corrected', ({ chi2Test }) => chi2Test.corrected],
  ['psi', ({ psi }) => psi],
  ['wasserstein', ({ wasserstein }) => wasserstein],
  ['wasserstein_of_std', ({ wassersteinOfStd }) => wassersteinOfStd],
  ['casting_ms', ({ castingMs }) => castingMs],
  ['alarms', ({ alarms }) => alarms.join(' ')],
];

/** A line a column and window (RFC 4180); names and cells of the audited files calculate nothing in a spreadsheet. */
export function driftCsv({ columns }: DriftReport): string {
  return csvText([
    COLUMNS.map(([name]) => name),
    ...columns.map((column) => COLUMNS.map(([, of]) => of(column))),
  ]);
}

/** More are for the CSV. */
const MOST_ROWS = 60;

export function driftMarkdown(report: DriftReport): string {
  const rows = worstFirst(report);
  const windows = report.windows.map(
    ({ name, rows: many }) => `- **Current** ${escaped(name)}: ${counted(many, 'row')}`,
  );
  return `${[
    `- **Reference** ${escaped(report.reference.name)}: ${counted(report.reference.rows, 'row')}`,
    ...windows,
    '',
    escaped(driftFinding(report)),
    '',
    `| column | window | type | ${DRIFT_HEADS.join(' | ')} | alarms |`,
    `|---|---|---|${DRIFT_HEADS.map(() => '---|').join('')}---|`,
    ...rows.slice(0, MOST_ROWS).map(markdownRow),
    ...(rows.length > MOST_ROWS ? ['', `and ${counted(rows.length - MOST_ROWS, 'row')} more`] : []),
    '',
    escaped(multiplicityWords(report)),
    ...report.notes.map((note) => `\n${escaped(note)}`),
  ].join('\n')}\n`;
}

function markdownRow(column: ColumnDrift): string {
  const examples = column.type.changed && column.type.examples.length > 0 ? `: ${exampleText(column)}` : '';
  const cells = [
    column.name,
    column.window,
    `${typeText(column)}${examples}`,
    ...driftCells(column),
    alarmText(column),
  ];
  return `| ${cells.map(escaped).join(' | ')} |`;
}
