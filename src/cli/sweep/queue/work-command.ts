import { randomBytes } from 'node:crypto';
import { counted } from '../../../results/text.ts';
import { ENGINE_KINDS } from '../../../steps/engine.ts';
import { unitsOf } from '../../../studies/sweep/experiment-of.ts';
import type { Job, JobResult } from '../../../studies/sweep/job.ts';
import { jobsOf } from '../../../studies/sweep/jobs.ts';
import { openQueueConnection, type QueueConnection } from '../../../studies/sweep/queue/connection.node.ts';
import type { StudyRecord } from '../../../studies/sweep/queue/protocol.ts';
import { studyOfRecord } from '../../../studies/sweep/queue/read-study.ts';
import { queueFault } from '../../../studies/sweep/queue/reply-fault.ts';
import { serveStudy } from '../../../studies/sweep/queue/serve-study.node.ts';
import { StudyQueue, studiesIn } from '../../../studies/sweep/queue/study-queue.node.ts';
import { pause, untilAborted } from '../../../studies/sweep/queue/wait.ts';
import type { Study } from '../../../studies/sweep/study-schema.ts';
import { SweepError } from '../../../studies/sweep/sweep-error.ts';
import { leavesBehind } from '../../interruption.ts';
import { note, print } from '../../terminal.ts';
import { oneOf, parseCommand, wholeNumber } from '../../usage.ts';
import { checkModels } from '../check-models.ts';
import { schedulerCode, TRY_AGAIN } from '../scheduler-codes.ts';
import { openStudyFolder, type StudyFolder } from '../study-folder.ts';
import { tasksHash, tasksOf } from '../study-tasks.ts';
import { BenchProcess } from './bench-process.ts';
import { checkSources } from './check-sources.ts';
import { processName, queueAddress } from './queue-option.ts';

const OPTIONS = {
  queue: { type: 'string' },
  folder: { type: 'string' },
  engine: { type: 'string', default: 'webgpu' },
  jobs: { type: 'string', default: '1' },
  lease: { type: 'string', default: '30' },
  model: { type: 'string', multiple: true },
  'until-empty': { type: 'boolean', default: false },
} as const;

const MOST_BENCHES = 64;
const LONGEST_LEASE = 3600;
const LOOK_AGAIN = 1000;

/** `lab sweep work` */
export async function workCommand(args: readonly string[], signal: AbortSignal): Promise<number> {
  const { values } = parseCommand(args, OPTIONS, []);
  const address = queueAddress(values.queue);
  const options: WorkOptions = {
    engine: oneOf('engine', values.engine, ENGINE_KINDS),
    benches: wholeNumber('jobs', values.jobs, 1, MOST_BENCHES),
    lease: 1000 * wholeNumber('lease', values.lease, 1, LONGEST_LEASE),
    models: values.model ?? [],
    untilEmpty: values['until-empty'],
    folder: values.folder === undefined ? null : await openStudyFolder(values.folder),
    worker: `${processName()}:${randomBytes(4).toString('hex')}`,
  };
  const restore = leavesBehind('what was under way is given back to the queue');
  const connection = openQueueConnection(address, note);
  note(`worker ${options.worker} at ${address.shown}`);
  try {
    const working = work(connection, options, signal).catch((error) => {
      throw queueFault(error, address.shown);
    });
    const done = await Promise.race([working, connection.refused]);
    print([`${counted(done, 'job')} done; nothing is left to do`]);
    return 0;
  } finally {
    if (!signal.aborted) restore();
    connection.close();
  }
}

interface WorkOptions {
  readonly engine: string;
  readonly benches: number;
  readonly lease: number;
  readonly models: readonly string[];
  readonly untilEmpty: boolean;
  readonly folder: StudyFolder | null;
  readonly worker: string;
}

/** Studies one after the other. With `untilEmpty` the number of jobs that it did; else only a signal ends it. */
async function work({ redis }: QueueConnection, options: WorkOptions, signal: AbortSignal): Promise<number> {
  const passed = new Set<string>();
  let done = 0;
  for (;;) {
    const study = await untilAborted(openStudyIn(redis, options, passed), signal);
    if (study !== null) {
      done += await serve(redis, study, options, passed, signal);
      continue;
    }
    if (options.untilEmpty) return done;
    await pause(LOOK_AGAIN, signal);
  }
}

type Redis = QueueConnection['redis'];

/** The oldest study that has jobs for somebody, or is run by somebody who may yet have; null where there is none. */
async function openStudyIn(
  redis: Redis,
  { folder, untilEmpty }: WorkOptions,
  passed: ReadonlySet<string>,
): Promise<string | null> {
  for (const hash of await studiesIn(redis)) {
    if (passed.has(hash) || (folder && folder.hash !== hash)) continue;
    const queue = new StudyQueue(redis, hash, note);
    if ((await queue.open()) > 0) return hash;
    if (!untilEmpty && (await queue.isRun())) return hash;
  }
  return null;
}

async function serve(
  redis: Redis,
  hash: string,
  options: WorkOptions,
  passed: Set<string>,
  signal: AbortSignal,
): Promise<number> {
  const { folder, benches, engine } = options;
  const leave = (why: string): number => {
    note(`study ${hash.slice(0, 12)} is left to others: ${why}`);
    passed.add(hash);
    return 0;
  };
  const record = await untilAborted(recordIn(redis, hash), signal);
  if (typeof record === 'string') return leave(record);
  if (record === null) {
    // One that was just taken out of the queue is named there no more, and may come again.
    const named = await untilAborted(studiesIn(redis), signal);
    return named.includes(hash) ? leave('expected the study beside its jobs, found none') : 0;
  }
  const opened = await openRecord(record, hash, options.models);
  if (typeof opened === 'string') return leave(opened);
  note(`study ${hash.slice(0, 12)}, ${opened.study.title}: ${counted(record.jobs, 'job')}`);
  const own = Array.from({ length: benches }, () => new BenchProcess(opened.study, engine));
  const keep = folder && ((result: JobResult) => folder.ledger.write(result));
  try {
    return await serveStudy({
      ...{ redis, study: hash, jobs: opened.jobs, stratify: record.stratify, benches: own, keep, signal },
      ...{ worker: options.worker, lease: options.lease, untilEmpty: options.untilEmpty, say: note },
      elsewhere: async () => {
        const other = await openStudyIn(redis, { ...options, untilEmpty: true }, passed);
        return other !== null && other !== hash;
      },
    });
  } finally {
    for (const bench of own) bench.close();
  }
}

/** In words why it cannot be read: one study's must not keep workers from all others. */
async function recordIn(redis: Redis, hash: string): Promise<StudyRecord | string | null> {
  try {
    return await new StudyQueue(redis, hash, note).record();
  } catch (error) {
    const fault = queueFault(error, `queue: study ${hash}`);
    if (!(fault instanceof SweepError) || schedulerCode(fault) === TRY_AGAIN) throw fault;
    return fault.message;
  }
}

interface OpenedStudy {
  readonly study: Study;
  readonly jobs: ReadonlyMap<string, Job>;
}

/** A study as this worker can do it; in words why it cannot. */
async function openRecord(
  record: StudyRecord,
  hash: string,
  models: readonly string[],
): Promise<OpenedStudy | string> {
  try {
    const study = studyOfRecord(record, hash);
    checkModels(study);
    checkSources(study, models);
    const tasks = await tasksOf(study);
    if (record.tasks !== null && record.tasks !== tasksHash(tasks))
      throw new SweepError(
        'expected the tasks that the study was planned with, found that the model has others',
      );
    const units = unitsOf(study, tasks).length;
    if (units !== record.units)
      throw new SweepError(`expected ${units} units, as the study has, found ${record.units}`);
    return { study, jobs: new Map(jobsOf(study, units).map((job) => [job.id, job])) };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
