import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { canonicalJson } from '../../../experiment/canonical.ts';
import { type Canary, canaryWords } from '../canary.ts';
import { hashText } from '../hash-text.ts';
import type { Job } from '../job.ts';
import { SweepError } from '../sweep-error.ts';
import {
  checkSize,
  MOST_BYTES,
  type Envelope,
  type News,
  type Payload,
  parseEnvelope,
  parseNews,
  parsePresence,
  parseQueuedCanary,
  parseRecord,
  type Presence,
  type StudyRecord,
} from './protocol.ts';
import { queuedId } from './queued-id.ts';

export const PREFIX = 'batchmates';
const STUDIES = `${PREFIX}:studies`;
/** Jobs that are enqueued at once. */
const CHUNK = 1000;
const MOST_NEWS = 1000;
const MOST_WORKERS = 10_000;
/** Times that a job is tried; the first waits between them are a second, two and four. */
export const ATTEMPTS = 4;
const BACKOFF = { type: 'exponential', delay: 1000, jitter: 0.5 } as const;
/** Milliseconds after which a worker that tells nothing counts as gone. */
const SILENT = 20_000;

/** Seconds after which what workers told is gone, where nobody took it away. */
const FORGOTTEN = 86_400;
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

/** All that lies in Redis of one study: BullMQ's queue of its jobs, and beside it the study, canaries, workers, results and news. */
export class StudyQueue {
  readonly jobs: Queue<unknown, null>;
  readonly #redis: Redis;
  readonly #study: string;
  readonly #say: (line: string) => void;

  /** `say` hears of what lies in the queue and is none of ours. */
  constructor(redis: Redis, study: string, say: (line: string) => void) {
    this.#redis = redis;
    this.#study = study;
    this.#say = say;
    this.jobs = new Queue<unknown, null>(queueName(study), {
      connection: redis,
      prefix: PREFIX,
      defaultJobOptions: { attempts: ATTEMPTS, backoff: BACKOFF },
    });
    // The connection's own errors are told of by who opened it.
    this.jobs.on('error', () => undefined);
  }

  #key(name: string): string {
    return `${PREFIX}:${this.#study}:${name}`;
  }

  /** Makes a study known to workers, with canaries that it has. */
  async publish(record: StudyRecord, canaries: readonly Canary[]): Promise<void> {
    const text = JSON.stringify(record);
    checkSize('study', Buffer.byteLength(text), 'the study');
    for (const canary of canaries) await this.#keepCanary(canary);
    await this.#redis
      .multi()
      .set(this.#key('record'), text)
      .zadd(STUDIES, 'NX', Date.now(), this.#study)
      .exec();
  }

  /** Null where it is not (or no longer) enqueued. Throws SweepError for what is no study's record. */
  async record(): Promise<StudyRecord | null> {
    const text = await this.#textOf('study', 'record');
    return text === null ? null : parseRecord(text, `queue: study ${this.#study}`);
  }

  async isThere(): Promise<boolean> {
    return (await this.#redis.exists(this.#key('record'))) === 1;
  }

  /** Whether somebody runs the study and takes its results. */
  async isRun(): Promise<boolean> {
    return (await this.#redis.exists(this.#key('runner'))) === 1;
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
          const data: Payload = { version: 1, study: this.#study, job, again: again(job) };
          return { name: 'job', data, opts: { jobId: queuedId(data) } };
        }),
      );
    }
  }

  /** The study's canaries, the first one first. */
  async canaries(): Promise<Canary[]> {
    const key = this.#key('canaries');
    const names = (await this.#redis.hkeys(key)).slice(0, 100);
    const sorted = names.toSorted((a, b) => Number(b === 'first') - Number(a === 'first'));
    const found = await Promise.all(sorted.map((name) => this.#fieldOf('note', 'canaries', name)));
    return found.flatMap((text) => (text === null ? [] : [parseQueuedCanary(text, 'queue: a canary')]));
  }

  /**
   * Takes in a worker's canary: the first one of all becomes the study's, another is refused, or with `stratify` kept beside it. Throws
   * SweepError.
   */
  async admit(found: Canary, stratify: boolean): Promise<void> {
    if (stratify) await this.#keepCanary(found);
    else await this.#redis.hsetnx(this.#key('canaries'), 'first', canonicalJson(found));
    const all = await this.canaries();
    if (all.some((each) => canonicalJson(each) === canonicalJson(found))) return;
    throw new SweepError(
      `the canary is not the study's: expected ${all.map(canaryWords).join(' or ')}, found ${canaryWords(found)}`,
    );
  }

  async #keepCanary(canary: Canary): Promise<void> {
    const [key, text] = [this.#key('canaries'), canonicalJson(canary)];
    await this.#redis.hsetnx(key, 'first', text);
    if ((await this.#redis.hget(key, 'first')) !== text) await this.#redis.hset(key, hashText(text), text);
  }

  /** A worker says that it is there. */
  async beat(presence: Omit<Presence, 'seen'>): Promise<void> {
    const text = JSON.stringify({ ...presence, seen: await this.#now() } satisfies Presence);
    const key = this.#key('workers');
    await this.#redis.multi().hset(key, presence.worker, text).expire(key, FORGOTTEN).exec();
  }

  async leave(worker: string): Promise<void> {
    await this.#redis.hdel(this.#key('workers'), worker);
  }

  /** Workers that told of themselves lately. */
  async workers(): Promise<Presence[]> {
    const now = await this.#now();
    const names = (await this.#redis.hkeys(this.#key('workers'))).slice(0, MOST_WORKERS);
    const found = await Promise.all(names.map((name) => this.#presence(name)));
    return found.filter((each) => each !== null).filter(({ seen }) => Math.abs(now - seen) < SILENT);
  }

  async #presence(name: string): Promise<Presence | null> {
    try {
      const text = await this.#fieldOf('note', 'workers', name);
      return text === null ? null : parsePresence(text, 'queue: a worker');
    } catch (error) {
      await this.leave(name);
      return this.#strange(error);
    }
  }

  /** No worker of this name goes on with the study. */
  async ban(worker: string, why: string): Promise<void> {
    await this.#redis.hset(this.#key('banned'), worker, why.slice(0, 1000));
  }

  /** Why a worker may not go on; null where it may. */
  async banned(worker: string): Promise<string | null> {
    return await this.#fieldOf('note', 'banned', worker);
  }

  async tell(news: Omit<News, 'version'>): Promise<void> {
    const key = this.#key('news');
    const text = JSON.stringify({ version: 1, ...news, text: news.text.slice(0, 2000) } satisfies News);
    await this.#redis.multi().rpush(key, text).ltrim(key, -MOST_NEWS, -1).expire(key, FORGOTTEN).exec();
  }

  /** What workers told since the last time. */
  async heard(): Promise<News[]> {
    const key = this.#key('news');
    if (((await this.#redis.memory('USAGE', key)) ?? 0) > MOST_NEWS * MOST_BYTES.note) await this.#redis.unlink(key);
    const texts = (await this.#redis.lpop(key, 100)) ?? [];
    return texts.map((text) => this.#news(text)).filter((each) => each !== null);
  }

  #news(text: string): News | null {
    try {
      return parseNews(text, 'queue: news');
    } catch (error) {
      return this.#strange(error);
    }
  }

  #strange(error: unknown): null {
    if (!(error instanceof SweepError)) throw error;
    this.#say(`warning: ${error.message}; it is taken away`);
    return null;
  }

  /** Keeps what a worker found until it is taken. `id`: BullMQ's. */
  async give(id: string, envelope: Envelope): Promise<void> {
    const text = JSON.stringify(envelope);
    checkSize('result', Buffer.byteLength(text), `job ${id}`);
    await this.#redis.hset(this.#key('results'), id, text);
  }

  /** Null where nothing is there. Throws SweepError for what is no worker's. */
  async found(id: string): Promise<Envelope | null> {
    const text = await this.#fieldOf('result', 'results', id);
    return text === null ? null : parseEnvelope(text, `queue: result of job ${id}`);
  }

  async forget(id: string): Promise<void> {
    await this.#redis.hdel(this.#key('results'), id);
  }

  /** One process at a time takes a study's results. Null where it is this one, else whose it is. */
  async claim(runner: string, milliseconds: number): Promise<string | null> {
    const key = this.#key('runner');
    const taken = await this.#redis.set(key, runner, 'PX', milliseconds, 'NX');
    if (taken === 'OK') return null;
    const holder = await this.#redis.get(key);
    if (holder !== runner) return holder ?? 'another';
    await this.#redis.pexpire(key, milliseconds);
    return null;
  }

  async unclaim(runner: string): Promise<void> {
    if ((await this.#redis.get(this.#key('runner'))) === runner) await this.#redis.del(this.#key('runner'));
  }

  /** Takes all of the study out of Redis. */
  async clear(): Promise<void> {
    await this.#redis.zrem(STUDIES, this.#study);
    const names = ['record', 'canaries', 'workers', 'banned', 'news', 'results', 'runner'];
    await this.#redis.unlink(...names.map((name) => this.#key(name)));
    await this.jobs.obliterate({ force: true });
  }

  async #now(): Promise<number> {
    const [seconds, micros] = await this.#redis.time();
    return Math.round(1000 * Number(seconds) + Number(micros) / 1000);
  }

  async #textOf(kind: 'study', name: string): Promise<string | null> {
    const key = this.#key(name);
    checkSize(kind, await this.#redis.strlen(key), `queue: ${name}`);
    return await this.#redis.get(key);
  }

  async #fieldOf(kind: 'note' | 'result', name: string, field: string): Promise<string | null> {
    const key = this.#key(name);
    checkSize(kind, await this.#redis.hstrlen(key, field), `queue: ${name} ${field}`);
    return await this.#redis.hget(key, field);
  }
}
