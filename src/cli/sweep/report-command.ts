import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { studyMarkdown } from '../../report/study-markdown.ts';
import { rerunCommands } from '../../report/study-rerun.ts';
import { analyseStudy } from '../../studies/sweep/analyse.ts';
import { studyCsv } from '../../studies/sweep/export-csv.ts';
import { studyInspectLogs } from '../../studies/sweep/export-inspect.ts';
import { studyParquet } from '../../studies/sweep/export-parquet.ts';
import type { MergedStudy } from '../../studies/sweep/job.ts';
import { mergeResults } from '../../studies/sweep/merge.ts';
import { STUDY_FILES } from '../../studies/sweep/study-files.ts';
import { encodeStudyLink } from '../../studies/sweep/study-link.ts';
import type { Study } from '../../studies/sweep/study-schema.ts';
import { SweepError } from '../../studies/sweep/sweep-error.ts';
import { makeFolder } from '../make-folder.ts';
import { jsonText, openOutput } from '../output.ts';
import { note } from '../terminal.ts';
import { parseCommand, shownPath, UsageError, wholeNumber } from '../usage.ts';
import { type Content, writeWhole } from '../whole-file.ts';
import { readMerged } from './merged-file.ts';
import { openStudyFolder } from './study-folder.ts';
import { told } from './write-file.ts';

const OPTIONS = {
  out: { type: 'string' },
  look: { type: 'string' },
  base: { type: 'string' },
  stratify: { type: 'boolean', default: false },
  partial: { type: 'boolean', default: false },
} as const;

/** `lab sweep report DIR|MERGED` */
export async function reportCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, OPTIONS, [
    'the folder of a study, or what lab sweep merge wrote',
  ]);
  const { stratify, partial } = values;
  if (values.out !== undefined && existsSync(join(values.out, STUDY_FILES.plan)))
    throw new UsageError(
      `--out: ${shownPath(values.out)}: expected a folder for the report, found one that a study was planned into`,
    );
  const { study, merged } = await mergedOf(positionals[0], { stratify, partial });
  const { looks } = study.plan;
  const look = values.look === undefined ? looks : wholeNumber('look', values.look, 1, looks);
  if (merged.jobs.length === 0)
    throw new SweepError(`${shownPath(positionals[0])}: expected results, found that no job is done`);
  const outcome = analyseStudy(study, merged, { look });
  const link = values.base === undefined ? null : `${values.base}${encodeStudyLink(study)}`;
  const rerun = rerunCommands(study, merged.strata);
  if (values.out === undefined) {
    (await openOutput(undefined)).text(studyMarkdown(outcome, { link, rerun, data: [] }));
    return 0;
  }
  const data = ['study.json', 'outcome.json', 'data.csv', 'data.parquet'].map((name) => ({
    name,
    address: name,
  }));
  await writeAll(values.out, {
    'report.md': studyMarkdown(outcome, { link, rerun, data }),
    'study.json': jsonText(study),
    'outcome.json': jsonText(outcome),
    'data.csv': studyCsv(study, merged),
    'data.parquet': [studyParquet(study, merged)],
    ...inspectFiles(study, merged),
  });
  note(`written to ${shownPath(values.out)}: report.md, its data, and logs for Inspect's viewer`);
  return 0;
}

interface Merged {
  readonly study: Study;
  readonly merged: MergedStudy;
}

async function mergedOf(path: string, options: { stratify: boolean; partial: boolean }): Promise<Merged> {
  const isFolder = await stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (!isFolder) return await readMerged(path);
  const folder = await openStudyFolder(path);
  const { study, jobs } = folder;
  return { study, merged: mergeResults(study, jobs, await folder.ledger.results(), options) };
}

/** Inspect's viewer reads a folder of logs by their names. */
function inspectFiles(study: Study, merged: MergedStudy): Record<string, Content> {
  const created = `${new Date().toISOString().slice(0, 19)}+00:00`;
  return Object.fromEntries(
    studyInspectLogs(study, merged, created).map(({ name, log }) => [join('inspect', name), jsonText(log)]),
  );
}

async function writeAll(folder: string, files: Readonly<Record<string, Content>>): Promise<void> {
  if (folder === '') throw new UsageError('--out: expected a folder, found an empty name');
  await told(`--out: ${shownPath(folder)}`, async () => {
    await makeFolder(join(folder, 'inspect'));
    for (const [name, content] of Object.entries(files)) await writeWhole(join(folder, name), content, null);
  });
}
