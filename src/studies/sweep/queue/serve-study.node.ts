import { Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { canonicalJson } from '../../../experiment/canonical.ts';
import { type Canary, canaryWords } from '../canary.ts';
import type { Job, JobResult } from '../job.ts';
import { SweepError } from '../sweep-error.ts';
import type { JobBench } from './bench.ts';
import { BenchPool } from './bench-pool.node.ts';
import { PREFIX } from './study-keys.node.ts';
import { queueName, StudyQueue } from './study-queue.node.ts';
import { pause, untilAborted } from './wait.ts';

const TICK = 1000;
/** Workers in a row that may die of a job before it counts as failed. */
const MOST_STALLED = 10;

export interface ServeOptions {
  readonly redis: Redis;
  /** Hash of the study. */
  readonly study: string;
  readonly jobs: ReadonlyMap<string, Job>;
  readonly stratify: boolean;
  /** This worker, `host:pid:random`. */
  readonly worker: string;
  readonly benches: readonly JobBench[];
  /** Keeps a result in a shared folder; null: results go through the queue. */
  readonly keep: ((result: JobResult) => Promise<void>) | null;
  /** Milliseconds after which a job is another's whose worker fell silent. */
  readonly lease: number;
  /** End once nothing is left to do. */
  readonly untilEmpty: boolean;
  /** Whether other studies wait for workers. */
  readonly elsewhere: () => Promise<boolean>;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
  /** Milliseconds between its words about itself. */
  readonly tick?: number;
}

/**
 * Does jobs of one study until it is gone, or there is nothing left to do and reason to leave. Gives the number of jobs that it ended. Throws
 * SweepError where this worker is refused, and the signal's reason, the jobs under way given back.
 */
export async function serveStudy(options: ServeOptions): Promise<number> {
  const { redis, study, worker, benches, stratify, signal, say } = options;
  const queue = new StudyQueue(redis, study, say);
  const canary = await untilAborted(oneCanary(benches), signal);
  try {
    await untilAborted(queue.crew.admit(canary, stratify), signal);
  } catch (error) {
    if (!(error instanceof SweepError)) throw error;
    await queue.crew.tell({ kind: 'refused', worker, text: error.message });
    throw new SweepError(`worker ${worker} is refused: ${error.message}`, { cause: error });
  }
  say(`canary ${canaryWords(canary)}`);
  const failing = new AbortController();
  const pool = new BenchPool({
    ...options,
    queue,
    canary,
    onFailsAll: () => void (failing.signal.aborted || failsAll()),
  });
  const failsAll = () => {
    // At once, so that it takes no other.
    void bull.pause(true);
    failing.abort(new SweepError(`worker ${worker} leaves the study: job after job fails here`));
  };
  await untilAborted(queue.crew.beat(pool.presence()), signal);
  await untilAborted(queue.crew.tell({ kind: 'admitted', worker, text: canaryWords(canary) }), signal);
  const bull = startWorker(options, pool);
  try {
    await watch({ ...options, signal: AbortSignal.any([signal, failing.signal]) }, queue, pool);
    await bull.close();
    await queue.crew.tell({ kind: 'left', worker, text: `${pool.done} done` });
    await queue.crew.leave(worker);
    return pool.done;
  } finally {
    // Closing first: a job that is given back would else come at once again.
    const closed = bull.close();
    pool.end();
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 1500).unref())]);
    for (const line of pool.given()) say(line);
    await Promise.race([
      queue.crew.leave(worker),
      new Promise((resolve) => setTimeout(resolve, 200).unref()),
    ]);
  }
}

function startWorker({ redis, study, worker, benches, lease, say }: ServeOptions, pool: BenchPool): Worker {
  const bull = new Worker(queueName(study), (job, token) => pool.process(job, token!), {
    ...{ connection: redis, prefix: PREFIX, name: worker, concurrency: benches.length },
    ...{ lockDuration: lease, stalledInterval: Math.max(500, lease / 2), maxStalledCount: MOST_STALLED },
    runRetryDelay: 1000,
  });
  // A lock that is gone, after an outage: the job is another's by now, and both find the same.
  bull.on('error', (error) => {
    if (/lock|Missing key/i.test(error.message)) say(`a job was taken over meanwhile: ${error.message}`);
  });
  return bull;
}

/** Returns once there is no reason to stay. */
async function watch(options: ServeOptions, queue: StudyQueue, pool: BenchPool): Promise<void> {
  const { signal, worker, untilEmpty, elsewhere, tick = TICK } = options;
  for (;;) {
    await pause(tick, signal);
    const banned = await untilAborted(queue.crew.banned(worker), signal);
    if (banned !== null) throw new SweepError(`worker ${worker} is refused: ${banned}`);
    await untilAborted(queue.crew.beat(pool.presence()), signal);
    if (pool.isBusy()) continue;
    if (!(await untilAborted(queue.isThere(), signal))) return;
    if ((await untilAborted(queue.open(), signal)) > 0) continue;
    // Whoever runs the study may still want jobs run again.
    if (untilEmpty && !(await untilAborted(queue.isRun(), signal))) return;
    if (await untilAborted(elsewhere(), signal)) return;
  }
}

/** That of all benches, which are of one device. */
async function oneCanary(benches: readonly JobBench[]): Promise<Canary> {
  const [first, ...others] = await Promise.all(benches.map((bench) => bench.canary()));
  const other = others.find((each) => canonicalJson(each) !== canonicalJson(first));
  if (other)
    throw new SweepError(
      `expected one canary of all processes of this worker, found ${canaryWords(first)} and ${canaryWords(other)}`,
    );
  return first;
}
