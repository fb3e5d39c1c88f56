import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openQueueConnection } from './connection.node.ts';
import type { Envelope, Payload } from './protocol.ts';
import { madeBench } from './testing/made-bench.ts';
import { QueuedStudy } from './testing/queued-study.ts';
import { findRedis, RedisServer } from './testing/redis-server.ts';

const server = new RedisServer();
let queued: QueuedStudy;
let count = 0;

describe.skipIf(findRedis() === null)('what a queue holds is a stranger’s', () => {
  beforeAll(async () => await server.start());
  afterAll(async () => await server.remove());
  afterEach(async () => await queued.end());

  const open = () => {
    queued = new QueuedStudy(server.port, { title: `Forged ${count++}` });
    return queued;
  };

  it('runs no job but those of the study, under the id of their content', async () => {
    const { study, hash, jobs, queue, said } = open();
    const bench = madeBench(study);
    const payload: Payload = { version: 1, study: hash, job: jobs[0], again: null };
    const other = 'f'.repeat(32);
    const forged: Record<string, unknown> = {
      [other]: payload,
      ['e'.repeat(32)]: { ...payload, job: { ...jobs[0], id: 'e'.repeat(32) } },
      [jobs[1].id]: { ...payload, job: { ...jobs[1], seed: 7 } },
      [jobs[2].id]: { ...payload, study: 'a'.repeat(64), job: jobs[2] },
      [jobs[3].id]: { ...payload, job: jobs[3], model: '../../etc' },
      [jobs[4].id]: 'x'.repeat(20_000),
    };
    for (const [jobId, data] of Object.entries(forged)) await queue.jobs.add('job', data, { jobId });
    await queue.publish(queued.record(), []);
    queued.work([bench]);
    await queued.until(async () => (await queue.jobs.getFailedCount()) === Object.keys(forged).length);
    expect(bench.ran).toEqual([]);
    const reasons = (await queue.jobs.getFailed()).map(({ failedReason }) => failedReason);
    for (const reason of [
      `queue: job ${other}: expected a job of that id, found ${jobs[0].id}`,
      /job e{32}: expected a job as the study plans it/,
      /expected a job as the study plans it, found .*"seed":7/,
      `queue: job ${jobs[2].id}: expected a job of study ${hash}, found one of ${'a'.repeat(64)}`,
      /expected a job of a study, found at .*model/,
      'expected at most 16,384 bytes, found more',
    ])
      expect(reasons).toContainEqual(expect.stringMatching(reason));
    // A run takes them away, and enqueues its own in their place.
    await queued.run().untilDone();
    expect(bench.ran).toHaveLength(jobs.length);
    expect(said.join('\n')).not.toContain('failed for good');
  });

  it('takes no result that its job cannot have found, and none of the worker that gave it', async () => {
    const { study, jobs, ledger, said } = open();
    const done = queued.run().untilDone();
    const forging = madeBench(study, { change: () => ({ observations: [] }) });
    const forger = queued.work([forging]);
    await expect(forger.ended).rejects.toThrow(
      /^worker host:1:0{8} is refused: its result is refused: job \d+: observations: expected 1 of unit/,
    );
    queued.work([madeBench(study)]);
    await done;
    expect(ledger.kept.size).toBe(jobs.length);
    for (const { observations } of ledger.kept.values()) expect(observations).toHaveLength(1);
    expect(said.join('\n')).toMatch(/worker host:1:0{8}: its result is refused: .*; job \d+ is run anew/);
  });

  it.each<[string, (envelope: Envelope) => unknown, RegExp]>([
    ['what is no JSON', () => 'nonsense', /expected/],
    [
      'a canary that nobody has',
      (envelope) => withCanary(envelope, 'e'),
      /expected a canary of the study, found e{32}/,
    ],
    ['more than a result may be', () => 'x'.repeat((16 << 20) + 1), /expected at most 16,777,216 bytes/],
    ['a worker’s name that is none', (envelope) => ({ ...envelope, worker: '../x' }), /worker/],
  ])('takes no result that is %s', async (_, forge, problem) => {
    const { study, hash, jobs, ledger, redis, said } = open();
    const key = `batchmates:${hash}:results`;
    const stop = queued.stop();
    await queued.queue.publish(queued.record(), []);
    await queued.queue.add(jobs);
    queued.work([madeBench(study)], { stop });
    await queued.until(async () => (await queued.queue.open()) === 0);
    const envelope = JSON.parse((await redis.hget(key, jobs[4].id))!) as Envelope;
    const forged = forge(envelope);
    await redis.hset(key, jobs[4].id, typeof forged === 'string' ? forged : JSON.stringify(forged));
    queued.work([madeBench(study)]);
    await queued.run().untilDone();
    expect(ledger.kept.size).toBe(jobs.length);
    expect(ledger.kept.get(jobs[4].id)!.provenance.canary).toBe('c'.repeat(32));
    expect(said.join('\n')).toMatch(problem);
  });

  it('leaves out what is no worker’s word', async () => {
    const { study, hash, redis, said } = open();
    await redis.rpush(`batchmates:${hash}:news`, 'nonsense', JSON.stringify({ version: 1, kind: 'sold' }));
    await redis.hset(
      `batchmates:${hash}:workers`,
      'x',
      JSON.stringify({ version: 1 }),
      'y',
      'z'.repeat(20_000),
    );
    queued.work([madeBench(study)]);
    await queued.run().untilDone();
    expect(said.filter((line) => line.startsWith('warning: queue: '))).toHaveLength(4);
  });
});

function withCanary(envelope: Envelope, digit: string): unknown {
  const result = envelope.result as { readonly provenance: object };
  return {
    ...envelope,
    result: { ...result, provenance: { ...result.provenance, canary: digit.repeat(32) } },
  };
}

describe.skipIf(findRedis() === null)('a connection', () => {
  it('says once that the queue is out of reach, and that it is there again', async () => {
    const redis = new RedisServer();
    await redis.start();
    const { port } = redis;
    await redis.stop();
    const said: string[] = [];
    const address = { host: '127.0.0.1', port, db: 0, tls: false, shown: `redis://127.0.0.1:${port}` };
    const connection = openQueueConnection(address, (line) => said.push(line));
    const answer = connection.redis.ping();
    while (said.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await redis.start();
    expect(await answer).toBe('PONG');
    await redis.stop();
    while (said.length < 3) await new Promise((resolve) => setTimeout(resolve, 10));
    connection.close();
    await redis.remove();
    const out = `${address.shown}: the queue is out of reach`;
    expect(said.slice(0, 2)).toEqual([
      `${out} (ECONNREFUSED); tried again until it is there`,
      `${address.shown}: the queue is there again`,
    ]);
    expect(said[2]).toContain(out);
  });

  it('ends where Redis refuses us, without the password', async () => {
    const redis = new RedisServer();
    await redis.start();
    const address = { host: '127.0.0.1', port: redis.port, db: 99, tls: false, shown: 'redis://127.0.0.1' };
    const connection = openQueueConnection(address, () => undefined);
    await expect(connection.refused).rejects.toThrow(/expected a queue that lets us in, found ERR DB index/);
    connection.close();
    const wrong = { ...address, db: 0, username: 'nobody', password: 'sekret' };
    const other = openQueueConnection(wrong, () => undefined);
    const refusal = await other.refused.catch((error: Error) => error.message);
    other.close();
    await redis.remove();
    expect(refusal).toContain('WRONGPASS');
    expect(refusal).not.toContain('sekret');
  });
});
