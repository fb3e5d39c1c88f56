import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Canary } from '../canary.ts';
import type { Job } from '../job.ts';
import {
  checkSize,
  type Envelope,
  type Payload,
  parseEnvelope,
  parseRecord,
  type StudyRecord,
} from './protocol.ts';
import { queuedId } from './queued-id.ts';
import { StudyCrew } from './study-crew.node.ts';
import { PREFIX, StudyKeys } from './study-keys.node.ts';

const STUDIES = `${PREFIX}:studies`;
/** Jobs that are enqueued at once. */
const CHUNK = 1000;
/** Times that a job is tried; the first waits between them are a second, two and four. */
const ATTEMPTS = 4;
const BACKOFF = { type: 'exponential', delay: 1000, jitter: 0.5 } as const;
const OPEN_STATES = ['waiting', 'prioritized', 'delayed', 'active'] as const;

/** BullMQ's name of a study's queue. */
export function queueName(study: string): string {
  return `study-${study}`;
}

/** Hashes of the studies that are enqueued, the oldest first; what is no hash is left out. */
export async function studiesIn(redis: Redis): Promise<string[]> {
  const found = await redis.zrange(STUDIES, 0, 999);
  return found.filter((each) => /^[0-9a-f]{64}$/.test(each));
}

/** All that lies in Redis of one study: BullMQ's queue of its jobs, and beside it the study, results and workers. */
export class StudyQueue {
  readonly jobs: Queue<unknown, null>;
  readonly crew: StudyCrew;
  readonly #keys: StudyKeys;

  /** `say` hears of what lies in the queue and is none of ours. */
  constructor(redis: Redis, study: string, say: (line: string) => void) {
    this.#keys = new StudyKeys(redis, study);
    this.crew = new StudyCrew(this.#keys, say);
    this.jobs = new Queue<unknown, null>(queueName(study), {
      connection: redis,
      prefix: PREFIX,
      defaultJobOptions: { attempts: ATTEMPTS, backoff: BACKOFF },
    });
    // The connection's own errors are told of by who opened it.
    this.jobs.on('error', () => undefined);
  }

  /** Makes a study known to workers, with canaries that it has. */
  async publish(record: StudyRecord, canaries: readonly Canary[]): Promise<void> {
    const text = JSON.stringify(record);
    checkSize('study', Buffer.byteLength(text), 'the study');
    for (const canary of canaries) await this.crew.keepCanary(canary);
    await this.#keys.redis
      .multi()
      .set(this.#keys.key('record'), text)
      .zadd(STUDIES, 'NX', Date.now(), this.#keys.study)
      .exec();
  }

  /** Null where it is not (or no longer) enqueued. Throws SweepError for what is no study's record. */
  async record(): Promise<StudyRecord | null> {
    const text = await this.#keys.textOf('study', 'record');
    return text === null ? null : parseRecord(text, `queue: study ${this.#keys.study}`);
  }

  async isThere(): Promise<boolean> {
    return (await this.#keys.redis.exists(this.#keys.key('record'))) === 1;
  }

  /** Whether somebody runs the study and takes its results. */
  async isRun(): Promise<boolean> {
    return (await this.#keys.redis.exists(this.#keys.key('runner'))) === 1;
  }

  /** Jobs that somebody has to do, or does. */
  async open(): Promise<number> {
    return await this.jobs.getJobCountByTypes(...OPEN_STATES);
  }

  /** The same with those that ended, well or not, and nobody took away. */
  async kept(): Promise<number> {
    return await this.jobs.getJobCountByTypes(...OPEN_STATES, 'completed', 'failed');
  }

  /** Adds jobs that are not there yet, by their ids. */
  async add(jobs: readonly Job[], again: (job: Job) => Payload['again'] = () => null): Promise<void> {
    for (let from = 0; from < jobs.length; from += CHUNK) {
      const some = jobs.slice(from, from + CHUNK);
      await this.jobs.addBulk(
        some.map((job) => {
          const data: Payload = { version: 1, study: this.#keys.study, job, again: again(job) };
          return { name: 'job', data, opts: { jobId: queuedId(data) } };
        }),
      );
    }
  }

  /** Keeps what a worker found until it is taken. `id`: BullMQ's. */
  async give(id: string, envelope: Envelope): Promise<void> {
    const text = JSON.stringify(envelope);
    checkSize('result', Buffer.byteLength(text), `job ${id}`);
    await this.#keys.redis.hset(this.#keys.key('results'), id, text);
  }

  /** Null where nothing is there. Throws SweepError for what is no worker's. */
  async found(id: string): Promise<Envelope | null> {
    const text = await this.#keys.fieldOf('result', 'results', id);
    return text === null ? null : parseEnvelope(text, `queue: result of job ${id}`);
  }

  async forget(id: string): Promise<void> {
    await this.#keys.redis.hdel(this.#keys.key('results'), id);
  }

  /** One process at a time takes a study's results. Null where it is this one, else whose it is. */
  async claim(runner: string, milliseconds: number): Promise<string | null> {
    const key = this.#keys.key('runner');
    const taken = await this.#keys.redis.set(key, runner, 'PX', milliseconds, 'NX');
    if (taken === 'OK') return null;
    const holder = await this.#keys.redis.get(key);
    if (holder !== runner) return holder ?? 'another';
    await this.#keys.redis.pexpire(key, milliseconds);
    return null;
  }

  async unclaim(runner: string): Promise<void> {
    if ((await this.#keys.redis.get(this.#keys.key('runner'))) === runner)
      await this.#keys.redis.del(this.#keys.key('runner'));
  }

  /** Takes all of the study out of Redis. */
  async clear(): Promise<void> {
    await this.#keys.redis.zrem(STUDIES, this.#keys.study);
    const names = ['record', 'canaries', 'workers', 'banned', 'news', 'results', 'runner'];
    await this.#keys.redis.unlink(...names.map((name) => this.#keys.key(name)));
    await this.jobs.obliterate({ force: true });
  }
}
