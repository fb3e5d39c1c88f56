import { DelayedError, type Job as QueuedJob, UnrecoverableError, WaitingError } from 'bullmq';
import { canonicalJson } from '../../../experiment/canonical.ts';
import type { Canary } from '../canary.ts';
import type { Job, JobResult } from '../job.ts';
import { SweepError } from '../sweep-error.ts';
import { type JobBench, JobFault } from './bench.ts';
import { canaryKey } from './canary-key.ts';
import type { Payload, Presence } from './protocol.ts';
import { plannedJob } from './queued-job.ts';
import type { StudyQueue } from './study-queue.node.ts';

const MOST_FAILURES = 3;
/** Milliseconds for which a job waits that another worker should run again. */
const AGAIN_WAIT = 300;

interface PoolOptions {
  readonly queue: StudyQueue;
  readonly study: string;
  readonly jobs: ReadonlyMap<string, Job>;
  readonly worker: string;
  readonly canary: Canary;
  readonly benches: readonly JobBench[];
  readonly keep: ((result: JobResult) => Promise<void>) | null;
  /**
   * Called once as many jobs in a row failed as may: one whose device is gone fails sooner than others compute, and would use up everybody's
   * attempts.
   */
  readonly onFailsAll: () => void;
}

/** The benches of a worker, and the jobs on them. */
export class BenchPool {
  done = 0;
  readonly #options: PoolOptions;
  readonly #free: JobBench[];
  readonly #doing = new Set<number>();
  readonly #given: string[] = [];
  #ended = false;
  /** Jobs in a row that failed here, and might not have elsewhere. */
  #failures = 0;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#free = [...options.benches];
  }

  isBusy(): boolean {
    return this.#doing.size > 0;
  }

  /** Lines on the jobs that were given back. */
  given(): readonly string[] {
    const lost = [...this.#doing].map(
      (index) =>
        `job ${index} could not be given back; another worker takes it over once its lease has ended`,
    );
    return [...this.#given, ...lost];
  }

  presence(): Omit<Presence, 'seen'> {
    const { worker, canary } = this.#options;
    return { version: 1, worker, canary, done: this.done, doing: [...this.#doing].slice(0, 64) };
  }

  /** Ends the jobs under way, which are given back. */
  end(): void {
    this.#ended = true;
    for (const bench of this.#options.benches) bench.close();
  }

  /** What BullMQ calls with each job that it took; what it throws decides what becomes of the job. */
  async process(queued: QueuedJob<unknown, null>, token: string): Promise<null> {
    const payload = this.#read(queued);
    if (!(await this.#isOurs(payload))) {
      await queued.moveToDelayed(Date.now() + AGAIN_WAIT, token);
      throw new DelayedError();
    }
    const { index } = payload.job;
    const bench = this.#free.pop();
    if (this.#ended || !bench) return await this.#giveBack(queued, token, index);
    this.#doing.add(index);
    try {
      await this.#run(bench, queued.id!, payload);
      this.done++;
      this.#failures = 0;
      return null;
    } catch (error) {
      if (this.#ended) return await this.#giveBack(queued, token, index);
      throw await this.#told(error, index);
    } finally {
      this.#doing.delete(index);
      this.#free.push(bench);
    }
  }

  #read(queued: QueuedJob<unknown, null>): Payload {
    try {
      return plannedJob(queued, this.#options.study, this.#options.jobs);
    } catch (error) {
      throw error instanceof SweepError ? new UnrecoverableError(error.message) : error;
    }
  }

  /** A job that is run again is for a worker of its canary, and not for the one that ran it first where there is another. */
  async #isOurs({ again }: Payload): Promise<boolean> {
    const { queue, worker, canary } = this.#options;
    if (again === null) return true;
    if (again.canary !== canaryKey(canary)) return false;
    if (again.by !== worker) return true;
    const others = (await queue.crew.workers()).filter((each) => each.worker !== worker);
    return !others.some((each) => canonicalJson(each.canary) === canonicalJson(canary));
  }

  async #run(bench: JobBench, id: string, { job, again }: Payload): Promise<void> {
    const { queue, worker, canary, keep } = this.#options;
    const result = await bench.run(job, canary.canary);
    const apart = again === null && keep !== null;
    if (apart) await keep(result);
    await queue.give(id, { version: 1, worker, result: apart ? null : JSON.parse(JSON.stringify(result)) });
  }

  async #giveBack(queued: QueuedJob<unknown, null>, token: string, index: number): Promise<never> {
    await queued.moveToWait(token);
    this.#doing.delete(index);
    this.#given.push(`job ${index} is given back`);
    throw new WaitingError();
  }

  async #told(error: unknown, index: number): Promise<Error> {
    const { queue, worker } = this.#options;
    const text = error instanceof Error ? error.message : String(error);
    await queue.crew.tell({ kind: 'failed', worker, text: `job ${index}: ${text}` });
    const final = (error instanceof JobFault && error.final) || error instanceof SweepError;
    if (!final && ++this.#failures >= MOST_FAILURES) this.#options.onFailsAll();
    return final ? new UnrecoverableError(text) : new Error(text);
  }
}
