import type { Redis } from 'ioredis';
import { checkSize, type MOST_BYTES } from './protocol.ts';

export const PREFIX = 'batchmates';

/** A study's own keys in Redis, whose values are measured before they are fetched. */
export class StudyKeys {
  readonly redis: Redis;
  readonly study: string;

  constructor(redis: Redis, study: string) {
    this.redis = redis;
    this.study = study;
  }

  key(name: string): string {
    return `${PREFIX}:${this.study}:${name}`;
  }

  /** Milliseconds by the clock of Redis. */
  async now(): Promise<number> {
    const [seconds, micros] = await this.redis.time();
    return Math.round(1000 * Number(seconds) + Number(micros) / 1000);
  }

  /** Throws SweepError for one that is larger than its kind may be. */
  async textOf(kind: keyof typeof MOST_BYTES, name: string): Promise<string | null> {
    const key = this.key(name);
    checkSize(kind, await this.redis.strlen(key), `queue: ${name}`);
    return await this.redis.get(key);
  }

  /** The same of a hash's field. */
  async fieldOf(kind: keyof typeof MOST_BYTES, name: string, field: string): Promise<string | null> {
    const key = this.key(name);
    checkSize(kind, await this.redis.hstrlen(key, field), `queue: ${name} ${field}`);
    return await this.redis.hget(key, field);
  }
}
