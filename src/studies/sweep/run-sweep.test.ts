import { expect, test, vi } from 'vitest';
import type { JobResult } from './job.ts';
import { jobsOf } from './jobs.ts';
import type { Ledger } from './ledger.ts';
import { jobsOfShard, runSweep, type SweepOptions, type SweepProgress } from './run-sweep.ts';
import { madeUpResult, tinyStudy } from './testing/tiny-study.ts';

const STUDY = tinyStudy();
const JOBS = jobsOf(STUDY, 3);

function memory(): Ledger & { readonly kept: Map<string, JobResult> } {
  const kept = new Map<string, JobResult>();
  return {
    kept,
    done: () => Promise.resolve(new Set(kept.keys())),
    read: (id) => Promise.resolve(kept.get(id)!),
    write: (result) => Promise.resolve(void kept.set(result.job.id, result)),
  };
}

function sweep(ledger: Ledger, options: Partial<SweepOptions> = {}) {
  const heard: string[] = [];
  const ended = runSweep({
    ...{ jobs: JOBS, ledger },
    canary: () => {
      heard.push('canary');
      return Promise.resolve('bits');
    },
    run: (job, canary) => {
      heard.push(`${job.index} ${canary}`);
      return Promise.resolve(madeUpResult(STUDY, job));
    },
    ...options,
  });
  return ended.then((found) => ({ ...found, heard }));
}

test('the canary comes first, then every job in order, each kept as it ends', async () => {
  const ledger = memory();
  const { ran, left, heard } = await sweep(ledger);
  expect(heard).toEqual(['canary', ...JOBS.map(({ index }) => `${index} bits`)]);
  expect([ran, left, ledger.kept.size]).toEqual([JOBS.length, 0, JOBS.length]);
});

test('goes on behind what is done, and asks no canary where nothing is left', async () => {
  const ledger = memory();
  expect(await sweep(ledger, { limit: 5 })).toMatchObject({ ran: 5, left: JOBS.length - 5 });
  const { heard } = await sweep(ledger);
  expect(heard.slice(0, 2)).toEqual(['canary', '5 bits']);
  expect(await sweep(ledger)).toEqual({ ran: 0, left: 0, heard: [] });
});

test('a canary that is refused lets no job run', async () => {
  const ledger = memory();
  const run = vi.fn();
  await expect(
    sweep(ledger, { run, canary: () => Promise.reject(new Error('another device')) }),
  ).rejects.toThrow('another device');
  expect(run).not.toHaveBeenCalled();
});

test('shards part the jobs and together have all of them', async () => {
  const shards = [1, 2, 3, 4, 5].map((index) => jobsOfShard(JOBS, { index, of: 5 }));
  expect(shards.flat().toSorted((a, b) => a.index - b.index)).toEqual(JOBS);
  expect(shards[1].map(({ index }) => index).slice(0, 2)).toEqual([1, 6]);
  const ledger = memory();
  await sweep(ledger, { shard: { index: 2, of: 5 } });
  expect([...ledger.kept.keys()]).toEqual(shards[1].map(({ id }) => id));
});

test('a job that fails leaves those before it', async () => {
  const ledger = memory();
  const run: SweepOptions['run'] = (job) =>
    job.index === 3 ? Promise.reject(new Error('lost')) : Promise.resolve(madeUpResult(STUDY, job));
  await expect(sweep(ledger, { run })).rejects.toThrow('lost');
  expect(ledger.kept.size).toBe(3);
});

test('ends with its signal, between two jobs too', async () => {
  const ledger = memory();
  const controller = new AbortController();
  const run: SweepOptions['run'] = (job) => {
    if (job.index === 1) controller.abort(new Error('enough'));
    return Promise.resolve(madeUpResult(STUDY, job));
  };
  await expect(sweep(ledger, { run, signal: controller.signal })).rejects.toThrow('enough');
  expect(ledger.kept.size).toBe(2);
});

test('tells how far it is, what was done before included, and the time left by the jobs that ran', async () => {
  const ledger = memory();
  await sweep(ledger, { limit: 2 });
  const told: SweepProgress[] = [];
  let time = 0;
  const run: SweepOptions['run'] = (job) => {
    time += 100;
    return Promise.resolve(madeUpResult(STUDY, job));
  };
  await sweep(ledger, { run, limit: 4, now: () => time, onProgress: (progress) => told.push(progress) });
  const of = JOBS.length;
  expect(told).toEqual([
    { done: 2, of, millisecondsLeft: null },
    { done: 3, of, millisecondsLeft: 300 },
    { done: 4, of, millisecondsLeft: 200 },
    { done: 5, of, millisecondsLeft: 100 },
    { done: 6, of, millisecondsLeft: 0 },
  ]);
});
