import type { Job as QueuedJob } from 'bullmq';
import { canonicalJson } from '../../../experiment/canonical.ts';
import type { Canary } from '../canary.ts';
import type { Job, JobResult } from '../job.ts';
import type { Ledger } from '../ledger.ts';
import { sameBits } from '../merge.ts';
import { parseJobResult } from '../read-result.ts';
import { SweepError } from '../sweep-error.ts';
import type { Payload } from './protocol.ts';
import { plannedJob } from './queued-job.ts';
import type { StudyQueue } from './study-queue.node.ts';

/** Jobs that are taken in at once. */
export const BATCH = 100;
/** Milliseconds for which a result may take to show in a shared folder. */
const FOLDER_PATIENCE = 30_000;

interface TakeOptions {
  readonly queue: StudyQueue;
  /** Hash of the study. */
  readonly study: string;
  readonly jobs: ReadonlyMap<string, Job>;
  readonly ledger: Ledger;
  readonly problemOf: (result: JobResult) => string | null;
  /** The study's canaries as they are now. */
  readonly canaries: () => readonly Canary[];
  readonly say: (line: string) => void;
  readonly now: () => number;
}

/** A job's result and the worker that it came from. */
export interface Taken {
  readonly worker: string;
  readonly result: JobResult;
}

/** Takes finished jobs out of the queue: each result is checked, kept, and only then forgotten there. */
export class TakeResults {
  /** Jobs that are done, and by whom: null of those that were done before. */
  readonly done = new Map<string, string | null>();
  /** What came of jobs that were run again, by the job's id. */
  readonly again = new Map<string, Taken>();
  /** Sentences on workers whose results were refused. */
  readonly refused: string[] = [];
  readonly #options: TakeOptions;
  readonly #missing = new Map<string, number>();

  constructor(options: TakeOptions) {
    this.#options = options;
  }

  /** How many finished jobs it saw; as many as `BATCH` where there may be more. */
  async take(): Promise<number> {
    const { queue } = this.#options;
    const found = (await queue.jobs.getCompleted(0, BATCH - 1)) as unknown as QueuedJob<unknown>[];
    for (const queued of found) if (queued) await this.#one(queued);
    return found.length;
  }

  async #one(queued: QueuedJob<unknown>): Promise<void> {
    const { queue, study, jobs, say } = this.#options;
    const id = queued.id!;
    const payload = orProblem(() => plannedJob(queued, study, jobs));
    if (typeof payload === 'string') {
      say(`warning: ${payload}; it is taken away`);
      await this.#drop(queued, id);
      return;
    }
    // Without an envelope nobody can be named: its job is run anew.
    const envelope = await queue.found(id).catch(sentence);
    if (envelope === null || typeof envelope === 'string') {
      say(
        `warning: ${envelope ?? `job ${id}: expected its result in the queue, found none`}; it is run anew`,
      );
      await this.#anew(queued, payload);
      return;
    }
    const { worker } = envelope;
    const kept = await this.#keep(payload, worker, envelope.result).catch(sentence);
    if (kept === 'later') return;
    if (kept !== null) {
      const why = `its result is refused: ${kept}`;
      this.refused.push(`worker ${worker}: ${why}`);
      say(`worker ${worker}: ${why}; job ${payload.job.index} is run anew`);
      await queue.crew.ban(worker, why);
      await this.#anew(queued, payload);
      return;
    }
    await this.#drop(queued, id);
  }

  /** Null once it is kept; `later`: not yet there. Throws SweepError. */
  async #keep({ job, again }: Payload, worker: string, json: unknown): Promise<null | 'later'> {
    const { ledger, study, problemOf } = this.#options;
    if (json === null && again === null) {
      const shared = await this.#fromFolder(job);
      if (shared === null) return 'later';
      this.#checkCanary(shared);
      this.done.set(job.id, worker);
      return null;
    }
    const where = `job ${job.index}`;
    const result = parseJobResult(json, where);
    if (result.study !== study)
      throw new SweepError(`${where}: expected a result of study ${study}, found one of ${result.study}`);
    if (canonicalJson(result.job) !== canonicalJson(job))
      throw new SweepError(`${where}: expected the result of that job, found one of job ${result.job.id}`);
    const problem = problemOf(result);
    if (problem !== null) throw new SweepError(`${where}: ${problem}`);
    this.#checkCanary(result);
    if (again) {
      this.again.set(job.id, { worker, result });
      return null;
    }
    // Redis may come back with jobs that were taken before it fell: the first result stays, and the other is as good as a run again.
    if (this.done.has(job.id)) {
      await this.#compare(result, worker);
      return null;
    }
    await ledger.write(result);
    this.done.set(job.id, worker);
    return null;
  }

  async #compare(result: JobResult, worker: string): Promise<void> {
    const { ledger, say } = this.#options;
    const { id, index } = result.job;
    if (sameBits(await ledger.read(id), result)) return;
    const line = `job ${index}: other bits by worker ${worker} than by ${this.done.get(id) ?? 'the one that ran it first'}, whose result stays`;
    this.refused.push(line);
    say(`warning: ${line}`);
  }

  /** A folder on another machine may show a file later than the queue tells of it. */
  async #fromFolder({ id, index }: Job): Promise<JobResult | null> {
    const { ledger, now } = this.#options;
    try {
      return await ledger.read(id);
    } catch (error) {
      if (!(error instanceof SweepError)) throw error;
      const since = this.#missing.get(id) ?? now();
      this.#missing.set(id, since);
      if (now() - since < FOLDER_PATIENCE) return null;
      throw new SweepError(
        `job ${index}: it works on another folder, or its result is none: ${error.message}`,
      );
    }
  }

  #checkCanary({ provenance: { engine, adapter, canary } }: JobResult): void {
    const found = canonicalJson({ engine, adapter, canary });
    if (!this.#options.canaries().some((each) => canonicalJson(each) === found))
      throw new SweepError(`expected a canary of the study, found ${canary.slice(0, 64)} on ${engine}`);
  }

  async #drop(queued: QueuedJob<unknown>, id: string): Promise<void> {
    await queued.remove();
    await this.#options.queue.forget(id);
  }

  async #anew(queued: QueuedJob<unknown>, { job, again }: Payload): Promise<void> {
    await this.#drop(queued, queued.id!);
    this.#missing.delete(job.id);
    await this.#options.queue.add([job], () => again);
  }
}

function orProblem<Value>(read: () => Value): Value | string {
  try {
    return read();
  } catch (error) {
    return sentence(error);
  }
}

/** Only what is wrong with what came; a full disk ends the run. */
function sentence(error: unknown): string {
  if (error instanceof SweepError) return error.message;
  throw error;
}
