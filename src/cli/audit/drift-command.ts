import type { TableSummary } from '../../audit/drift/column-summary.ts';
import { driftReport, hasAlarm } from '../../audit/drift/drift.ts';
import { DETECTORS } from '../../audit/drift/drift-report.ts';
import { readTable } from '../../audit/drift/read-table.ts';
import type { Split } from '../../audit/drift/windows.ts';
import { DETECTOR_LIST, driftLines } from '../../report/audit-drift.ts';
import { driftCsv, driftMarkdown } from '../../report/audit-drift-files.ts';
import type { CommandPart } from '../command.ts';
import { checkDistinct } from '../distinct-files.ts';
import { openFile, openOutput } from '../output.ts';
import { clearProgress, showsInPlace } from '../terminal.ts';
import { decimalNumber, listOf, oneOf, parseCommand, UsageError, wholeNumber } from '../usage.ts';
import { fileSource, readingPause } from './file-source.ts';

const OPTIONS = {
  reference: { type: 'string' },
  current: { type: 'string', multiple: true },
  'window-rows': { type: 'string' },
  'split-column': { type: 'string' },
  'split-from': { type: 'string' },
  'reference-arm': { type: 'string' },
  'current-arm': { type: 'string' },
  alarms: { type: 'string' },
  alpha: { type: 'string' },
  json: { type: 'string' },
  csv: { type: 'string' },
  markdown: { type: 'string' },
} as const;

/** `lab audit drift` */
export const driftCommand: CommandPart = {
  help: `Usage: lab audit drift --reference FILE --current FILE [--current FILE...] [options]
       lab audit drift --reference FILE (--window-rows N | --split-column NAME --split-from VALUE) [options]

Compares windows of a table column by column: what its cells look like ("fat features": an integer that arrives with a blank, a float
of another precision), nulls, mean, standard deviation, the article's z-test (|z| > 3), the two-sample KS test, chi-square, PSI and
the Wasserstein distance. A file is CSV, JSON Lines or Parquet, or what lab load --jsonl or --json wrote, whose requests are rows. It
is read once, in memory that does not grow with it. Exit code 1 where something alarms.

  --reference FILE     what was; with --window-rows or --split-column also what is now
  --current FILE       what is now; several are windows in turn, whose tests are corrected as one family
  --window-rows N      windows of N rows of the reference's file: the first is the reference
  --split-column NAME  two windows of the reference's file: rows whose cell there is less than --split-from are the reference
  --split-from VALUE   a number, a time or a text
  --reference-arm NAME of a run under load this arm; --current-arm the same of the current file, by default the reference's file
  --alarms LIST        what may alarm (default: all): ${DETECTOR_LIST}
  --alpha P            level of the tests after Holm's correction (default 0.05); |z| > 3 is corrected for nothing
  --json FILE          also write the report; - for standard output, instead of the table
  --csv FILE           also write a line a column as CSV, --markdown FILE the same as Markdown`,

  async perform(args, signal) {
    const { values } = parseCommand(args, OPTIONS, []);
    if (values.reference === undefined) throw new UsageError('expected --reference FILE');
    const split = splitOf(values);
    const options = {
      ...(values.alpha !== undefined && { alpha: levelOf(values.alpha) }),
      ...(values.alarms !== undefined && {
        detectors: listOf(values.alarms, (word) => oneOf('alarms', word, DETECTORS)),
      }),
    };
    const { reference: before, current, json, csv: csvFile, markdown: markdownFile } = values;
    await checkDistinct(
      { '--reference': before, '--current': current },
      { '--json': json, '--csv': csvFile, '--markdown': markdownFile },
    );
    const output = await openOutput(json);
    const csv = await openFile('--csv', csvFile);
    const markdown = await openFile('--markdown', markdownFile);
    const read = (path: string, option: string, arm: string | undefined) =>
      windowsOf(path, option, { split, arm: arm ?? null }, signal);
    const [reference, ...rest] = await read(values.reference, '--reference', values['reference-arm']);
    const windows = [...rest];
    for (const path of currentFiles(values))
      windows.push(...(await read(path, '--current', values['current-arm'])));
    if (windows.length === 0)
      throw new UsageError(
        `--reference: expected rows for two windows, found ${reference.rows} rows for one`,
      );
    const report = driftReport(reference, windows, options);
    output.report(driftLines(report));
    await output.json(report);
    await csv?.(driftCsv(report));
    await markdown?.(driftMarkdown(report));
    return hasAlarm(report) ? 1 : 0;
  },
};

type Values = Partial<Record<keyof typeof OPTIONS, string | string[]>>;

/** An arm of the reference's own file may be what is now. */
function currentFiles(values: Values): readonly string[] {
  if (values.current !== undefined) return values.current as string[];
  return values['current-arm'] === undefined ? [] : [values.reference as string];
}

function splitOf(values: Values): Split {
  const {
    current,
    'window-rows': rows,
    'split-column': column,
    'split-from': from,
  } = values as Record<string, string | undefined>;
  if (from !== undefined && column === undefined)
    throw new UsageError('--split-from: expected --split-column as well');
  const ways = [current, rows, column].filter((way) => way !== undefined).length;
  if (ways === 0 && values['current-arm'] !== undefined) return { kind: 'none' };
  if (ways !== 1) throw new UsageError('expected one of --current, --window-rows and --split-column');
  if (rows !== undefined) return { kind: 'rows', rows: wholeNumber('window-rows', rows, 1) };
  if (column === undefined) return { kind: 'none' };
  if (from === undefined) throw new UsageError('--split-column: expected --split-from as well');
  return { kind: 'column', column, from };
}

function levelOf(text: string): number {
  const alpha = decimalNumber('alpha', text);
  if (alpha <= 0 || alpha >= 1)
    throw new UsageError(`--alpha: expected a number between 0 and 1, found "${text}"`);
  return alpha;
}

async function windowsOf(
  path: string,
  option: string,
  { split, arm }: { readonly split: Split; readonly arm: string | null },
  signal: AbortSignal,
): Promise<TableSummary[]> {
  const source = await fileSource(path, option);
  const windows = await readTable(source, { split, arm, pause: readingPause(source, signal) });
  if (showsInPlace()) clearProgress();
  return windows;
}
