import { type Canaries, withCanary } from '../canary.ts';
import type { Job, JobResult } from '../job.ts';
import type { Ledger } from '../ledger.ts';
import { SweepError } from '../sweep-error.ts';
import type { Payload, Presence, StudyRecord } from './protocol.ts';
import { Rate } from './rate.ts';
import type { QueueStatus } from './status.ts';
import type { StudyQueue } from './study-queue.node.ts';
import { BATCH, TakeResults } from './take-results.node.ts';
import { pause, untilAborted } from './wait.ts';

const TURN = 500;
/** Milliseconds after which another may take a study's results whose runner fell silent. */
const CLAIM = 15_000;

type Again = (job: Job) => Payload['again'];
const NEVER: Again = () => null;

export interface RunQueueOptions {
  readonly queue: StudyQueue;
  /** Hash of the study. */
  readonly study: string;
  readonly title: string;
  readonly record: StudyRecord;
  readonly jobs: readonly Job[];
  readonly ledger: Ledger;
  readonly problemOf: (result: JobResult) => string | null;
  readonly canaries: Canaries | null;
  /** Keeps them when there is another. */
  readonly writeCanaries: (canaries: Canaries) => Promise<void>;
  /** This process, `host:pid`. */
  readonly runner: string;
  readonly say: (line: string) => void;
  readonly onStatus: (status: QueueStatus) => void;
  readonly signal: AbortSignal;
  /** Milliseconds between two looks at the queue. */
  readonly turn?: number;
  readonly now?: () => number;
}

/**
 * A study whose jobs others do. The folder's results are all that counts as done: whatever of the rest the queue has not, because it is new or lost its
 * memory, is enqueued.
 */
export class QueueRun {
  readonly taken: TakeResults;
  workers: readonly Presence[] = [];
  readonly failed = new Map<string, string>();
  readonly #options: RunQueueOptions;
  readonly #now: () => number;
  readonly #rate = new Rate();
  readonly #planned: ReadonlyMap<string, Job>;
  readonly #refused: string[] = [];
  #canaries: Canaries | null;
  /** Turns in a row in which the queue had fewer jobs than are open. */
  #short = 0;

  constructor(options: RunQueueOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#canaries = options.canaries;
    const { queue, study, ledger, problemOf, say } = options;
    this.#planned = new Map(options.jobs.map((job) => [job.id, job]));
    this.taken = new TakeResults({
      ...{ queue, study, ledger, problemOf, say, now: this.#now },
      jobs: this.#planned,
      canaries: () => this.#canaries?.canaries ?? [],
    });
  }

  /** Runs until every job is done, or has failed as often as it may. Throws SweepError, what keeping a result throws, and the signal's reason. */
  async untilDone(): Promise<void> {
    const { queue, jobs, ledger, signal } = this.#options;
    const done = await ledger.done();
    for (const { id } of jobs) if (done.has(id)) this.taken.done.set(id, null);
    await this.#claim(true);
    // What failed for good in an earlier run may be tried again.
    await untilAborted(queue.jobs.clean(0, 0, 'failed'), signal);
    await this.#enqueue();
    while (this.taken.done.size + this.failed.size < jobs.length)
      await this.turn('running', () => this.#open());
  }

  /** Takes in what is there, tells how far it is, and waits a moment. `wanted`: jobs that should be in the queue, which are enqueued where they are not. */
  async turn(state: QueueStatus['state'], wanted: () => readonly Job[], again: Again = NEVER): Promise<void> {
    const { queue, signal, say } = this.#options;
    const seen = await untilAborted(this.#look(), signal);
    const missing = wanted();
    if (!(await untilAborted(queue.isThere(), signal))) {
      say('the queue has lost the study; it is enqueued anew');
      await this.#publish();
      await untilAborted(queue.add(missing, again), signal);
    } else if (seen < BATCH) await this.#addMissing(missing, again);
    this.tell(state);
    if (seen < BATCH) await pause(this.#options.turn ?? TURN, signal);
  }

  async enqueueAgain(jobs: readonly Job[], again: Again): Promise<void> {
    await this.#options.queue.add(jobs, again);
  }

  /** Lets another take the study's results. */
  async end(): Promise<void> {
    await this.#options.queue.unclaim(this.#options.runner);
  }

  /** The state of things to whoever watches. */
  tell(state: QueueStatus['state']): void {
    const { study, title, jobs, onStatus } = this.#options;
    const done = this.taken.done.size;
    this.#rate.note(this.#now(), done);
    onStatus({
      ...{ version: 1, study, title, state, jobs: jobs.length, done, failed: this.failed.size },
      perSecond: this.#rate.perSecond(),
      workers: this.workers.map(({ worker, canary, done: ended, doing }) => ({
        ...{ worker, ...canary, done: ended, doing: doing.length },
      })),
      refused: [...this.#refused, ...this.taken.refused].slice(-1000),
    });
  }

  async #look(): Promise<number> {
    const { queue } = this.#options;
    await this.#claim(false);
    await this.#hear();
    await this.#takeCanaries();
    const seen = await this.taken.take();
    await this.#takeFailed();
    this.workers = await queue.crew.workers();
    return seen;
  }

  /** Jobs without a result that have not failed for good. */
  #open(): Job[] {
    return this.#options.jobs.filter(({ id }) => !this.taken.done.has(id) && !this.failed.has(id));
  }

  async #enqueue(): Promise<void> {
    const { queue, say, signal } = this.#options;
    await this.#publish();
    const open = this.#open();
    await untilAborted(queue.add(open), signal);
    if (open.length > 0) say(`${open.length} of ${this.#options.jobs.length} jobs are in the queue`);
  }

  async #publish(): Promise<void> {
    const { queue, record, signal } = this.#options;
    await untilAborted(queue.publish(record, this.#canaries?.canaries ?? []), signal);
  }

  /** Counting is cheap, and jobs on their way from one list to another are missed at most once. */
  async #addMissing(wanted: readonly Job[], again: Again): Promise<void> {
    const { queue, signal } = this.#options;
    const kept = await untilAborted(queue.kept(), signal);
    this.#short = kept - this.failed.size < wanted.length ? this.#short + 1 : 0;
    if (this.#short < 2) return;
    this.#short = 0;
    await untilAborted(queue.add(wanted, again), signal);
  }

  /** `wait`: until another that has it is done or silent; else its having it is an error. */
  async #claim(wait: boolean): Promise<void> {
    const { queue, runner, say, signal } = this.#options;
    for (let told = false; ; told = true) {
      const other = await untilAborted(queue.claim(runner, CLAIM), signal);
      if (other === null) return;
      if (!wait) throw new SweepError(`${other.slice(0, 100)} runs this study by now; it takes the results`);
      if (!told) say(`${other.slice(0, 100)} runs this study; waiting until it has ended`);
      await pause(this.#options.turn ?? TURN, signal);
    }
  }

  async #hear(): Promise<void> {
    const { queue, say } = this.#options;
    for (const { kind, worker, text } of await queue.crew.heard()) {
      say(`worker ${worker} ${kind}: ${text}`);
      if (kind === 'refused') this.#refused.push(`worker ${worker}: ${text}`);
    }
  }

  async #takeCanaries(): Promise<void> {
    const { queue, study, record, writeCanaries } = this.#options;
    const before = this.#canaries;
    for (const found of await queue.crew.canaries())
      this.#canaries = withCanary(this.#canaries, study, found, record.stratify);
    if (this.#canaries !== before) await writeCanaries(this.#canaries!);
  }

  async #takeFailed(): Promise<void> {
    const { queue, say } = this.#options;
    if ((await queue.jobs.getFailedCount()) === this.failed.size) return;
    for (const job of await queue.jobs.getFailed(0, -1)) {
      const { id = '', failedReason } = job;
      if (this.failed.has(id)) continue;
      if (!this.#planned.has(id.replace(/^again-/, ''))) {
        say(
          `warning: queue: job ${id.slice(0, 64)}: expected a job of the study, found another; it is taken away`,
        );
        await job.remove();
        continue;
      }
      this.failed.set(id, failedReason);
      say(`job ${id} failed for good: ${failedReason.slice(0, 500)}`);
    }
  }
}
