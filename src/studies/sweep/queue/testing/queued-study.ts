import { Redis } from 'ioredis';
import type { Canaries } from '../../canary.ts';
import { resultCheck } from '../../check-observations.ts';
import { unitsOf } from '../../experiment-of.ts';
import type { Job, JobResult } from '../../job.ts';
import { jobsOf, studyHash } from '../../jobs.ts';
import type { Ledger } from '../../ledger.ts';
import { SweepError } from '../../sweep-error.ts';
import { tinyStudy } from '../../testing/tiny-study.ts';
import type { JobBench } from '../bench.ts';
import type { StudyRecord } from '../protocol.ts';
import { QueueRun } from '../run-queue.node.ts';
import { serveStudy } from '../serve-study.node.ts';
import type { QueueStatus } from '../status.ts';
import { StudyQueue } from '../study-queue.node.ts';

const SOON = 20;

/** A ledger in memory. */
export class MapLedger implements Ledger {
  readonly kept = new Map<string, JobResult>();

  done(): Promise<ReadonlySet<string>> {
    return Promise.resolve(new Set(this.kept.keys()));
  }

  read(id: string): Promise<JobResult> {
    const result = this.kept.get(id);
    return result
      ? Promise.resolve(result)
      : Promise.reject(new SweepError(`${id}.json: expected a result, found no file`));
  }

  write(result: JobResult): Promise<void> {
    this.kept.set(result.job.id, result);
    return Promise.resolve();
  }
}

/** A tiny study of its own hash, with who runs it and who works on it, all in this process. */
export class QueuedStudy {
  readonly study;
  readonly hash: string;
  readonly jobs: readonly Job[];
  readonly ledger = new MapLedger();
  readonly redis: Redis;
  readonly queue: StudyQueue;
  /** What was said, by whoever it was. */
  readonly said: string[] = [];
  readonly statuses: QueueStatus[] = [];
  canaries: Canaries | null = null;
  readonly #stops: AbortController[] = [];
  #workers = 0;

  constructor(port: number, changes: { readonly title: string; readonly seeds?: readonly number[] }) {
    this.study = tinyStudy(changes);
    this.hash = studyHash(this.study);
    this.jobs = jobsOf(this.study, unitsOf(this.study, []).length);
    this.redis = new Redis({ port, maxRetriesPerRequest: null, retryStrategy: () => 50 });
    this.redis.on('error', () => undefined);
    this.queue = new StudyQueue(this.redis, this.hash, this.say);
  }

  readonly say = (line: string) => void this.said.push(line);

  stop(): AbortController {
    const stop = new AbortController();
    this.#stops.push(stop);
    return stop;
  }

  record(stratify = false): StudyRecord {
    const study = JSON.parse(JSON.stringify(this.study));
    return { version: 1, study, units: 3, tasks: null, stratify, jobs: this.jobs.length };
  }

  run({ stratify = false, stop = this.stop() } = {}): QueueRun {
    return new QueueRun({
      ...{ queue: this.queue, study: this.hash, title: this.study.title, record: this.record(stratify) },
      ...{ jobs: this.jobs, ledger: this.ledger, canaries: this.canaries, runner: `test:${process.pid}` },
      problemOf: resultCheck(this.study, unitsOf(this.study, []), this.jobs),
      writeCanaries: (canaries) => {
        this.canaries = canaries;
        return Promise.resolve();
      },
      say: this.say,
      onStatus: (status) => this.statuses.push(status),
      signal: stop.signal,
      turn: SOON,
    });
  }

  /** A worker; ends once the study is gone, or `stop` says so. */
  work(
    benches: readonly JobBench[],
    { stop = this.stop(), stratify = false, lease = 30_000, shared = false } = {},
  ): { readonly name: string; readonly ended: Promise<number> } {
    const name = `host:${++this.#workers}:${'0'.repeat(8)}`;
    const ended = serveStudy({
      ...{ redis: this.redis, study: this.hash, worker: name, benches, stratify, lease },
      jobs: new Map(this.jobs.map((job) => [job.id, job])),
      keep: shared ? (result) => this.ledger.write(result) : null,
      untilEmpty: false,
      elsewhere: async () => false,
      say: this.say,
      signal: stop.signal,
      tick: SOON,
    });
    ended.catch(() => undefined);
    return { name, ended };
  }

  /** Waits until something holds. */
  async until(holds: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, SOON));
  }

  async end(): Promise<void> {
    await this.queue.clear();
    for (const stop of this.#stops) stop.abort(new Error('ended'));
    this.redis.disconnect();
  }
}
