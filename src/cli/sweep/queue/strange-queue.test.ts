import { Redis, ReplyError } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { queueFault } from '../../../studies/sweep/queue/reply-fault.ts';
import { findRedis, RedisServer } from '../../../studies/sweep/queue/testing/redis-server.ts';
import { schedulerCode } from '../scheduler-codes.ts';
import { workCommand } from './work-command.ts';

const HASH = 'a'.repeat(64);
const { signal } = new AbortController();

it('what Redis answers is said in words, and whether trying again may help', () => {
  const reply = (message: string) => Object.assign(new Error(message), { name: ReplyError.name });
  const wrong = queueFault(reply('WRONGTYPE Operation against a key'), 'redis://q:1');
  expect(String(wrong)).toMatch(/redis:\/\/q:1: expected a queue as the lab keeps it, found .*WRONGTYPE/);
  const full = queueFault(reply("OOM command not allowed when used memory > 'maxmemory'."), 'redis://q:1');
  expect([wrong, full].map(schedulerCode)).toEqual([42, 75]);
  const other = new TypeError('x');
  expect(queueFault(other, 'redis://q:1')).toBe(other);
});

describe.skipIf(findRedis() === null)('a worker at a queue that others wrote to', () => {
  const server = new RedisServer();
  let redis: Redis;
  beforeAll(async () => {
    await server.start();
    redis = new Redis({ port: server.port });
  });
  afterAll(async () => {
    redis.disconnect();
    await server.remove();
  });
  beforeEach(async () => {
    await redis.flushall();
  });

  const work = () =>
    workCommand(
      ['--queue', `redis://127.0.0.1:${server.port}`, '--engine', 'cpu', '--until-empty', '--jobs', '1'],
      signal,
    );

  it.each<[string, () => Promise<unknown>]>([
    ['none beside its jobs', () => Promise.resolve()],
    ['a list', () => redis.rpush(`batchmates:${HASH}:record`, 'x')],
    ['one too large', () => redis.set(`batchmates:${HASH}:record`, 'x'.repeat((64 << 20) + 1))],
    ['nonsense', () => redis.set(`batchmates:${HASH}:record`, '{"version": 1}')],
  ])('passes by a study whose record is %s', async (_, write) => {
    await redis.zadd('batchmates:studies', 1, HASH, 2, '../../x');
    await redis.lpush(`batchmates:study-${HASH}:wait`, '1');
    await write();
    expect(await work()).toBe(0);
  });

  it('ends with a sentence where the studies are of another type', async () => {
    await redis.set('batchmates:studies', 'x');
    await expect(work()).rejects.toThrow(/expected a queue as the lab keeps it, found .*WRONGTYPE/);
  });
});
