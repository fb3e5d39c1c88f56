import { basename, dirname, resolve } from 'node:path';
import { counted } from '../../results/text.ts';
import { ENGINE_KINDS } from '../../steps/engine.ts';
import { canaryWords } from '../../studies/sweep/canary.ts';
import type { JobResult, MergedStudy } from '../../studies/sweep/job.ts';
import { isStudyFile } from '../../studies/sweep/ledger.node.ts';
import { differenceWords, joined } from '../../studies/sweep/provenance.ts';
import { repeatJobs, resultsToRepeat } from '../../studies/sweep/reruns.ts';
import { SweepError } from '../../studies/sweep/sweep-error.ts';
import { openOutput } from '../output.ts';
import { showJobs } from '../progress.ts';
import { note } from '../terminal.ts';
import { oneOf, parseCommand, shownPath, UsageError } from '../usage.ts';
import {
  deviceText,
  type KeptResult,
  type MergedFolders,
  mergedJobs,
  mergeFolders,
} from './merge-folders.ts';
import { mergedPieces } from './merged-pieces.ts';
import { openBench } from './study-bench.ts';
import { openStudyFolder, type StudyFolder } from './study-folder.ts';

const OPTIONS = {
  json: { type: 'string' },
  stratify: { type: 'boolean', default: false },
  partial: { type: 'boolean', default: false },
  'no-rerun': { type: 'boolean', default: false },
  engine: { type: 'string' },
} as const;

/** `lab sweep merge DIR... --json F` */
export async function mergeCommand(args: readonly string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseCommand(args, OPTIONS, null);
  const [first, ...others] = positionals;
  if (first === undefined) throw new UsageError('expected the folder of a study');
  if (values.json === undefined)
    throw new UsageError('--json: expected a file, or - for standard output, found none');
  const kind = values.engine === undefined ? null : oneOf('engine', values.engine, ENGINE_KINDS);
  const output = await openOutput(values.json);
  checkApart(values.json, positionals);
  const folder = await openStudyFolder(first);
  const folders = [folder, ...(await Promise.all(others.map((other) => sameStudy(other, folder))))] as const;
  const { study, hash, jobs } = folder;
  const { stratify, partial } = values;
  // What does not belong together is refused before anything is run again.
  const { strata, kept } = await mergeFolders(folders, { stratify, partial }, signal);
  const reruns = values['no-rerun'] ? NONE : await repeated(folder, { strata, kept }, kind, signal);
  const merged = { version: 1, study: hash, planned: jobs.length, strata, reruns } as const;
  const lines = mergedLines({ ...merged, jobs: kept.map(({ job: { id }, stratum }) => ({ id, stratum })) });
  output.report(lines);
  await output.pieces(mergedPieces({ definition: study, ...merged }, mergedJobs(kept)));
  return reruns.differing.length > 0 ? 1 : 0;
}

/** What is merged would be written over. */
export function checkApart(json: string, folders: readonly string[]): void {
  if (json === '-' || !isStudyFile(basename(json))) return;
  const folder = folders.find((each) => resolve(each) === dirname(resolve(json)));
  if (folder !== undefined)
    throw new UsageError(
      `--json: expected a file that is none of ${shownPath(folder)}'s own, found ${shownPath(json)}`,
    );
}

const NONE: MergedStudy['reruns'] = { jobs: [], differing: [] };

async function sameStudy(path: string, { hash, path: first }: StudyFolder): Promise<StudyFolder> {
  const other = await openStudyFolder(path);
  if (other.hash !== hash)
    throw new SweepError(
      `${shownPath(path)}: expected the study of ${shownPath(first)}, ${hash}, found another, ${other.hash}`,
    );
  return other;
}

/** Runs one in a hundred of this device's results again; other devices' bits nobody can compare here. */
async function repeated(
  folder: StudyFolder,
  { strata, kept }: MergedFolders,
  kind: string | null,
  signal: AbortSignal,
): Promise<MergedStudy['reruns']> {
  const [some] = strata;
  if (!some) return NONE;
  const bench = openBench(folder.study, folder.tasks, kind ?? some.engine);
  try {
    const here = await bench.canary(signal);
    const own = kept
      .filter(({ device }) => device === deviceText(here))
      .map((each) => ({ ...each, study: folder.hash }));
    if (own.length === 0) {
      note(`warning: no job is run again: none is of this device, ${canaryWords(here)}`);
      return NONE;
    }
    const show = showJobs('run again');
    const chosen = resultsToRepeat(own);
    let done = 0;
    return await repeatJobs(read(chosen), async (job, result) => {
      signal.throwIfAborted();
      const again = await bench.run(job, here.canary, signal);
      checkVersions(result, again);
      show({ done: ++done, of: chosen.length, millisecondsLeft: null });
      return again;
    });
  } finally {
    bench.close();
  }
}

async function* read(kept: readonly KeptResult[]): AsyncGenerator<JobResult> {
  for (const { job, folder } of kept) yield await folder.ledger.read(job.id);
}

/** Bits of another model or rule say nothing of these. */
function checkVersions({ job, provenance }: JobResult, again: JobResult): void {
  if (joined(provenance, again.provenance)) return;
  throw new SweepError(
    `job ${job.id}: expected to run it again as it ran, found ${differenceWords(provenance, again.provenance)}; --no-rerun merges without`,
  );
}

/** What of a merge is told of it. */
type MergeSummary = Pick<MergedStudy, 'planned' | 'strata' | 'reruns'> & {
  readonly jobs: readonly Pick<MergedStudy['jobs'][number], 'id' | 'stratum'>[];
};

/** What a merge came to. */
export function mergedLines({ planned, jobs, strata, reruns }: MergeSummary): string[] {
  const gaps = planned - new Set(jobs.map(({ id }) => id)).size;
  return [
    `${counted(jobs.length, 'result')} of ${counted(planned, 'job')}${gaps > 0 ? `, ${gaps} left out` : ''}`,
    ...strata.map((stratum, place) => {
      const count = jobs.filter((job) => job.stratum === place).length;
      const models = stratum.models.map(({ name }) => name).join(', ');
      return `  ${count} by canary ${canaryWords(stratum)}, ${models}, ${stratum.rules.join(', ')}`;
    }),
    reruns.jobs.length === 0
      ? 'no job was run again'
      : `${counted(reruns.jobs.length, 'job')} run again: ${reruns.differing.length === 0 ? 'the same bits' : `other bits in ${reruns.differing.join(', ')}`}`,
  ];
}
