import { counted } from '../../../results/text.ts';
import type { MergedStudy } from '../../../studies/sweep/job.ts';
import { mergeResults } from '../../../studies/sweep/merge.ts';
import { oneVersion } from '../../../studies/sweep/one-version.ts';
import { openQueueConnection, type QueueConnection } from '../../../studies/sweep/queue/connection.node.ts';
import type { StudyRecord } from '../../../studies/sweep/queue/protocol.ts';
import { queueFault } from '../../../studies/sweep/queue/reply-fault.ts';
import { rerunQueued } from '../../../studies/sweep/queue/rerun-queue.node.ts';
import { QueueRun } from '../../../studies/sweep/queue/run-queue.node.ts';
import type { QueueStatus } from '../../../studies/sweep/queue/status.ts';
import { StudyQueue } from '../../../studies/sweep/queue/study-queue.node.ts';
import { leavesBehind } from '../../interruption.ts';
import { openOutput } from '../../output.ts';
import { note, print } from '../../terminal.ts';
import { shownPath, UsageError, wholeNumber } from '../../usage.ts';
import { checkApart, mergedLines } from '../merge-command.ts';
import type { MergedFile } from '../merged-file.ts';
import { openStudyFolder, type StudyFolder } from '../study-folder.ts';
import { tasksHash } from '../study-tasks.ts';
import { processName, queueAddress } from './queue-option.ts';
import { serveStatus } from './serve-status.ts';
import { showQueue } from './show-queue.ts';

export interface QueuedOptions {
  readonly queue?: string;
  readonly stratify: boolean;
  readonly json?: string;
  readonly 'no-rerun': boolean;
  readonly serve?: string;
  readonly shard?: string;
  readonly index?: string;
  readonly of?: string;
  readonly limit?: string;
}

/** `lab sweep run DIR --queue ADDRESS`: others do the jobs; exit code 1 where some failed for good, or bits differed. */
export async function runQueued(path: string, values: QueuedOptions, signal: AbortSignal): Promise<number> {
  for (const name of ['shard', 'index', 'of', 'limit'] as const)
    if (values[name] !== undefined)
      throw new UsageError(`--${name}: expected none with --queue, whose workers share the jobs`);
  const address = queueAddress(values.queue);
  const output = await openOutput(values.json);
  if (values.json !== undefined) checkApart(values.json, [path]);
  const folder = await openStudyFolder(path);
  const restore = leavesBehind('jobs stay in the queue, and the same line goes on with them');
  const connection = openQueueConnection(address, note);
  const show = showQueue();
  let last: QueueStatus | null = null;
  const port = values.serve === undefined ? null : wholeNumber('serve', values.serve, 0, 65_535);
  const now = () => last && (connection.reachable() ? last : { ...last, state: 'waiting' as const });
  const served = port === null ? null : await serveStatus(port, now);
  if (served) note(`${served.url} tells how far it is`);
  const onStatus = (status: QueueStatus) => {
    last = status;
    show(status);
  };
  try {
    note(`study ${folder.hash.slice(0, 12)} at ${address.shown}`);
    const queued = openRun(folder, connection, await folder.canaries(), values, onStatus, signal);
    const finishing = finish(queued, folder, values, signal).catch((error) => {
      throw queueFault(error, address.shown);
    });
    const merged = await Promise.race([finishing, connection.refused]);
    if (merged === null) return failedCode(queued.run, shownPath(path));
    output.report(mergedLines(merged));
    await output.json({ definition: folder.study, ...merged } satisfies MergedFile);
    if (values.json === undefined)
      note(`lab sweep merge ${shownPath(path)} --no-rerun --json F writes the results to a file`);
    await queued.queue.clear();
    return merged.reruns.differing.length > 0 ? 1 : 0;
  } finally {
    if (!signal.aborted) restore();
    connection.close();
    await served?.close();
  }
}

interface Queued {
  readonly queue: StudyQueue;
  readonly run: QueueRun;
}

function openRun(
  folder: StudyFolder,
  { redis }: QueueConnection,
  canaries: Awaited<ReturnType<StudyFolder['canaries']>>,
  { stratify }: QueuedOptions,
  onStatus: (status: QueueStatus) => void,
  signal: AbortSignal,
): Queued {
  const { study, hash, jobs, units, tasks, problemOf, ledger } = folder;
  const queue = new StudyQueue(redis, hash, note);
  const record: StudyRecord = {
    ...{ version: 1, study: JSON.parse(JSON.stringify(study)), units, stratify, jobs: jobs.length },
    tasks: study.units.kind === 'tasks' ? tasksHash(tasks) : null,
  };
  const run = new QueueRun({
    ...{ queue, study: hash, title: study.title, record, jobs, problemOf, canaries, signal, onStatus },
    ledger: stratify ? ledger : oneVersion(ledger),
    writeCanaries: (all) => folder.writeCanaries(all),
    runner: processName(),
    say: note,
  });
  return { queue, run };
}

/** Null where jobs failed for good. */
async function finish(
  { run }: Queued,
  { study, jobs, ledger }: StudyFolder,
  { stratify, 'no-rerun': noRerun }: QueuedOptions,
  signal: AbortSignal,
): Promise<MergedStudy | null> {
  try {
    await run.untilDone();
    if (run.failed.size > 0) return null;
    const results = await ledger.results();
    // What does not belong together is refused before anything is run again.
    const once = mergeResults(study, jobs, results, { stratify });
    const reruns = noRerun ? { jobs: [], differing: [] } : await rerunQueued(run, results, note);
    run.tell('merged');
    return { ...once, reruns };
  } finally {
    // The next one need not wait until the claim has run out; a queue that is out of reach has to.
    await Promise.race([
      run.end(),
      new Promise((resolve) => setTimeout(resolve, signal.aborted ? 500 : 2000).unref()),
    ]);
  }
}

function failedCode({ failed }: QueueRun, path: string): number {
  print([
    `${counted(failed.size, 'job')} failed for good, all others are done: ${[...failed.keys()].slice(0, 3).join(', ')}`,
    `lab sweep run ${path} with the same --queue tries them again`,
  ]);
  return 1;
}
