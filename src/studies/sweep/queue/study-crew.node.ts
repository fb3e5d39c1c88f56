import { canonicalJson } from '../../../experiment/canonical.ts';
import { type Canary, canaryWords } from '../canary.ts';
import { hashText } from '../hash-text.ts';
import { SweepError } from '../sweep-error.ts';
import {
  MOST_BYTES,
  type News,
  type Presence,
  parseNews,
  parsePresence,
  parseQueuedCanary,
} from './protocol.ts';
import type { StudyKeys } from './study-keys.node.ts';

const MOST_NEWS = 1000;
const MOST_WORKERS = 10_000;
/** Milliseconds after which a worker that tells nothing counts as gone. */
const SILENT = 20_000;
/** Seconds after which what workers told is gone, where nobody took it away. */
const FORGOTTEN = 86_400;

/** A study's workers, as Redis has them: their canaries, who is there, who may not go on, and what they tell. */
export class StudyCrew {
  readonly #keys: StudyKeys;
  readonly #say: (line: string) => void;

  /** `say` hears of what lies in the queue and is none of ours. */
  constructor(keys: StudyKeys, say: (line: string) => void) {
    this.#keys = keys;
    this.#say = say;
  }

  /** The study's canaries, the first one first. */
  async canaries(): Promise<Canary[]> {
    const key = this.#keys.key('canaries');
    const names = (await this.#keys.redis.hkeys(key)).slice(0, 100);
    const sorted = names.toSorted((a, b) => Number(b === 'first') - Number(a === 'first'));
    const found = await Promise.all(sorted.map((name) => this.#keys.fieldOf('note', 'canaries', name)));
    return found.flatMap((text) => (text === null ? [] : [parseQueuedCanary(text, 'queue: a canary')]));
  }

  /**
   * Takes in a worker's canary: the first one of all becomes the study's, another is refused, or with `stratify` kept beside it. Throws
   * SweepError.
   */
  async admit(found: Canary, stratify: boolean): Promise<void> {
    if (stratify) await this.keepCanary(found);
    else await this.#keys.redis.hsetnx(this.#keys.key('canaries'), 'first', canonicalJson(found));
    const all = await this.canaries();
    if (all.some((each) => canonicalJson(each) === canonicalJson(found))) return;
    throw new SweepError(
      `the canary is not the study's: expected ${all.map(canaryWords).join(' or ')}, found ${canaryWords(found)}`,
    );
  }

  /** Beside those that are there; the first of all is told apart. */
  async keepCanary(canary: Canary): Promise<void> {
    const [key, text] = [this.#keys.key('canaries'), canonicalJson(canary)];
    await this.#keys.redis.hsetnx(key, 'first', text);
    if ((await this.#keys.redis.hget(key, 'first')) !== text)
      await this.#keys.redis.hset(key, hashText(text), text);
  }

  /** A worker says that it is there. */
  async beat(presence: Omit<Presence, 'seen'>): Promise<void> {
    const text = JSON.stringify({ ...presence, seen: await this.#keys.now() } satisfies Presence);
    const key = this.#keys.key('workers');
    await this.#keys.redis.multi().hset(key, presence.worker, text).expire(key, FORGOTTEN).exec();
  }

  async leave(worker: string): Promise<void> {
    await this.#keys.redis.hdel(this.#keys.key('workers'), worker);
  }

  /** Workers that told of themselves lately. */
  async workers(): Promise<Presence[]> {
    const now = await this.#keys.now();
    const names = (await this.#keys.redis.hkeys(this.#keys.key('workers'))).slice(0, MOST_WORKERS);
    const found = await Promise.all(names.map((name) => this.#presence(name)));
    return found.filter((each) => each !== null).filter(({ seen }) => Math.abs(now - seen) < SILENT);
  }

  async #presence(name: string): Promise<Presence | null> {
    try {
      const text = await this.#keys.fieldOf('note', 'workers', name);
      return text === null ? null : parsePresence(text, 'queue: a worker');
    } catch (error) {
      await this.leave(name);
      return this.#strange(error);
    }
  }

  /** No worker of this name goes on with the study. */
  async ban(worker: string, why: string): Promise<void> {
    await this.#keys.redis.hset(this.#keys.key('banned'), worker, why.slice(0, 1000));
  }

  /** Why a worker may not go on; null where it may. */
  async banned(worker: string): Promise<string | null> {
    return await this.#keys.fieldOf('note', 'banned', worker);
  }

  async tell(news: Omit<News, 'version'>): Promise<void> {
    const key = this.#keys.key('news');
    const text = JSON.stringify({ version: 1, ...news, text: news.text.slice(0, 2000) } satisfies News);
    await this.#keys.redis.multi().rpush(key, text).ltrim(key, -MOST_NEWS, -1).expire(key, FORGOTTEN).exec();
  }

  /** What workers told since the last time. */
  async heard(): Promise<News[]> {
    const key = this.#keys.key('news');
    if (((await this.#keys.redis.memory('USAGE', key)) ?? 0) > MOST_NEWS * MOST_BYTES.note)
      await this.#keys.redis.unlink(key);
    const texts = (await this.#keys.redis.lpop(key, 100)) ?? [];
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
}
