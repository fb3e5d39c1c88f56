import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JobResult } from '../job.ts';
import { JobFault } from './bench.ts';
import { rerunQueued } from './rerun-queue.node.ts';
import { madeBench } from './testing/made-bench.ts';
import { QueuedStudy } from './testing/queued-study.ts';
import { findRedis, REDIS_HELP, RedisServer } from './testing/redis-server.ts';

const server = new RedisServer();
let queued: QueuedStudy | null = null;
let count = 0;

if (findRedis() === null) process.stderr.write(`${REDIS_HELP}\n`);

describe.skipIf(findRedis() === null)('a study in a queue', () => {
  beforeAll(async () => await server.start());
  afterAll(async () => await server.remove());
  afterEach(async () => {
    await queued?.end();
    queued = null;
  });

  /** Of a title, and so a hash, of its own. */
  const open = (seeds: readonly number[] = [1]) => {
    queued = new QueuedStudy(server.port, { title: `Study ${count++}`, seeds });
    return queued;
  };

  it('is done by two workers, each job once, and run again by the other one', async () => {
    const { study, jobs, ledger, ...rest } = open([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const [a, b] = [madeBench(study), madeBench(study)];
    const run = queued!.run();
    const workers = [queued!.work([a]), queued!.work([b])];
    await run.untilDone();
    expect(new Set(ledger.kept.keys())).toEqual(new Set(jobs.map(({ id }) => id)));
    expect([...a.ran, ...b.ran]).toHaveLength(jobs.length);
    expect(Math.min(a.ran.length, b.ran.length)).toBeGreaterThan(0);
    const by = new Map(run.taken.done);
    const reruns = await rerunQueued(run, [...ledger.kept.values()], rest.say);
    expect(reruns.jobs).toHaveLength(2);
    expect(reruns.differing).toEqual([]);
    for (const id of reruns.jobs) {
      expect(run.taken.again.get(id)!.worker).not.toBe(by.get(id));
      expect([a, b].map(({ ran }) => ran.filter((each) => each === id).length)).toEqual([1, 1]);
    }
    await rest.queue.clear();
    expect(await Promise.all(workers.map(({ ended }) => ended))).toEqual([a.ran.length, b.ran.length]);
    expect(queued!.statuses.at(-1)).toMatchObject({ jobs: 108, done: 108, failed: 0, state: 'rerunning' });
  });

  it('names who ran a job to other bits', async () => {
    const { study, jobs, ledger, say, said } = open();
    const run = queued!.run();
    queued!.work([
      madeBench(study, { change: (_, time) => (time > 1 ? { fingerprint: 'f'.repeat(64) } : {}) }),
    ]);
    await run.untilDone();
    const reruns = await rerunQueued(run, [...ledger.kept.values()], say);
    expect(reruns.differing).toEqual(reruns.jobs);
    const [again] = reruns.jobs;
    const { index } = jobs.find(({ id }) => id === again)!;
    expect(said.join('\n')).toContain(
      `job ${index}: other bits by worker host:1:00000000 than by host:1:00000000`,
    );
  });

  it('keeps the first result of a job that came back, and says that the other has other bits', async () => {
    const { study, jobs, ledger, queue, said } = open();
    const run = queued!.run();
    queued!.work([
      madeBench(study, { change: (_, time) => (time > 1 ? { fingerprint: 'f'.repeat(64) } : {}) }),
    ]);
    await run.untilDone();
    const first = ledger.kept.get(jobs[0].id);
    await queue.add([jobs[0]]);
    const other =
      'warning: job 0: other bits by worker host:1:00000000 than by host:1:00000000, whose result stays';
    await queued!.until(async () => {
      await run.turn('running', () => []);
      return said.includes(other);
    });
    expect(ledger.kept.get(jobs[0].id)).toEqual(first);
  });

  it('runs nothing twice that was enqueued before, or is in the folder', async () => {
    const { study, jobs, ledger } = open();
    const bench = madeBench(study);
    const stop = queued!.stop();
    const first = queued!.run({ stop });
    const broken = first.untilDone();
    await queued!.until(async () => (await queued!.queue.open()) === jobs.length);
    stop.abort(new Error('ended'));
    await expect(broken).rejects.toThrow('ended');
    await first.end();
    queued!.work([bench]);
    await queued!.until(() => bench.ran.length === jobs.length);
    await queued!.run().untilDone();
    expect(ledger.kept.size).toBe(jobs.length);
    await queued!.run().untilDone();
    expect(bench.ran).toHaveLength(jobs.length);
  });

  it('refuses and names a worker of another canary, and keeps it apart where asked to', async () => {
    const { study, said } = open();
    const run = queued!.run();
    const done = run.untilDone();
    queued!.work([madeBench(study)]);
    await queued!.until(() => queued!.canaries !== null);
    const other = queued!.work([madeBench(study, { canary: 'd'.repeat(32) })]);
    await expect(other.ended).rejects.toThrow(
      /^worker host:2:0{8} is refused: the canary is not the study's: expected c{12} on cpu, one, found d{12} on cpu, one$/,
    );
    await done;
    await queued!.until(async () => {
      await run.turn('running', () => []);
      return said.some((line) => line.startsWith(`worker ${other.name} refused: the canary is not`));
    });
    expect(queued!.statuses.at(-1)!.refused).toEqual([expect.stringContaining(other.name)]);
    await queued!.end();

    const apart = open();
    const both = apart.run({ stratify: true });
    const benches = ['c', 'd'].map((digit) => madeBench(apart.study, { canary: digit.repeat(32) }));
    for (const bench of benches) apart.work([bench], { stratify: true });
    await both.untilDone();
    expect(apart.canaries!.canaries.map(({ canary }) => canary[0]).toSorted()).toEqual(['c', 'd']);
  });

  it('has the job under way given back, and said, where a worker is ended', async () => {
    const { study, jobs, said } = open();
    const stop = queued!.stop();
    const done = queued!.run().untilDone();
    const stuck = madeBench(study, { endless: () => true });
    const { ended } = queued!.work([stuck], { stop });
    await queued!.until(() => stuck.ran.length === 1);
    stop.abort(new Error('ended'));
    await expect(ended).rejects.toThrow('ended');
    const { index } = jobs.find(({ id }) => id === stuck.ran[0])!;
    expect(said).toContain(`job ${index} is given back`);
    const bench = madeBench(study);
    queued!.work([bench]);
    await done;
    expect(bench.ran).toHaveLength(jobs.length);
  });

  it('tries a job again that failed, and names one that fails for good', async () => {
    const { study, jobs, said } = open();
    const [once, ever] = [jobs[3], jobs[5]];
    const change = (job: { readonly id: string }, time: number): Partial<JobResult> | Error => {
      if (job.id === ever.id) return new JobFault('no such cell', true);
      return job.id === once.id && time === 1 ? new JobFault('the device is gone', false) : {};
    };
    const bench = madeBench(study, { change });
    queued!.work([bench]);
    const run = queued!.run();
    await run.untilDone();
    expect(run.failed).toEqual(new Map([[ever.id, 'no such cell']]));
    expect(bench.ran.filter((id) => id === once.id)).toHaveLength(2);
    expect(said.join('\n')).toMatch(/worker host:1:0{8} failed: job 3: the device is gone/);
    expect(said).toContain(`job ${ever.id} failed for good: no such cell`);
  });

  it('is not spoilt by a worker that fails job after job', async () => {
    const { study, jobs, ledger, queue } = open();
    const run = queued!.run();
    const done = run.untilDone();
    const failing = madeBench(study, { change: () => new JobFault('the device is gone', false) });
    const { ended } = queued!.work([failing]);
    await expect(ended).rejects.toThrow('worker host:1:00000000 leaves the study: job after job fails here');
    expect(failing.ran).toHaveLength(3);
    expect(await queue.open()).toBe(jobs.length);
    queued!.work([madeBench(study)]);
    await done;
    expect(run.failed.size).toBe(0);
    expect(ledger.kept.size).toBe(jobs.length);
  });

  it('goes on where the queue lost all that it held', async () => {
    const { study, jobs, ledger, redis, said, queue } = open([1, 2]);
    const run = queued!.run();
    const done = run.untilDone();
    const bench = madeBench(study, { endless: (job, time) => job.index === 20 && time === 1 });
    queued!.work([bench]);
    await queued!.until(() => bench.ran.includes(jobs[20].id));
    const before = ledger.kept.size;
    await redis.flushall();
    bench.close();
    const anew = 'the queue has lost the study; it is enqueued anew';
    await queued!.until(async () => said.includes(anew) && (await queue.open()) > 0);
    queued!.work([madeBench(study)]);
    await done;
    expect(before).toBeLessThan(jobs.length);
    expect(ledger.kept.size).toBe(jobs.length);
  });

  it('takes results that lie in a shared folder', async () => {
    const { study, jobs, ledger } = open();
    queued!.work([madeBench(study)], { shared: true });
    const run = queued!.run();
    await run.untilDone();
    expect(ledger.kept.size).toBe(jobs.length);
    expect([...run.taken.done.values()]).toEqual(jobs.map(() => 'host:1:00000000'));
  });
});
