import { describe, expect, test } from 'vitest';
import { parseExperiment } from '../../experiment/schema.ts';
import { findFlip } from './flip.ts';
import { manyCompanies } from './many.ts';
import { type Fault, PAIR, planted, plantedExperiment } from './testing/planted.ts';

/** The probe flips at index 1 only while at least five requests share the step. */
const needsFive = () =>
  planted(({ plan, index, company }) => {
    if (index === 1 && plan.slices.length >= 5) return 'token';
    return company ? 'bits' : 'none';
  });

describe('findFlip', () => {
  test('finds a batch that flips the probe and shrinks it to the smallest', async () => {
    const options = needsFive();
    const report = await findFlip({ ...options, seed: 3, runs: 40 });
    expect(report.trials.at(-1)?.fork).toBe(1);
    expect(report.trials.slice(0, -1).every(({ fork }) => fork === null)).toBe(true);
    expect(report.flip).toMatchObject({ fork: 1, alone: '[token 7]', company: '[token 8]' });
    const made = report.experiment;
    expect(made && parseExperiment(made)).toEqual(made);
    expect(made?.arms.map(({ requests }) => requests.length)).toEqual([1, 5]);
    // As short as prompts can be, and nobody late.
    const mates = made?.requests.filter(({ role }) => role !== 'probe') ?? [];
    expect(mates.map(({ promptIds, arrival }) => [promptIds?.length, arrival])).toEqual(
      Array(4).fill([1, 0]),
    );
    expect(report.shrinks.some(({ fork }) => fork === null)).toBe(true);
    expect(options.engine.open).toBe(0);
  });

  test('the same seed gives the same search, another seed another', async () => {
    const search = async (seed: number) => (await findFlip({ ...needsFive(), seed, runs: 12 })).trials;
    const first = await search(1);
    expect(await search(1)).toEqual(first);
    expect(await search(2)).not.toEqual(first);
  });

  test('tries the company itself first', async () => {
    const { trials, experiment } = await findFlip({
      ...planted(({ company, index }) => (company && index === 0 ? 'token' : 'none')),
      seed: 1,
      runs: 5,
    });
    expect(trials).toEqual([{ changes: [], batchmates: 3, fork: 0, identical: false }]);
    expect(experiment?.arms[1].requests).toHaveLength(2);
  });

  test('an honest null: every batch that was tried, and none that flips', async () => {
    const quiet = await findFlip({ ...planted(() => 'none'), seed: 1, runs: 9 });
    expect([quiet.trials.length, quiet.flip, quiet.experiment]).toEqual([9, null, null]);
    expect(quiet.trials.every(({ identical }) => identical)).toBe(true);
  });

  test('of a pair whose settings differ it runs the company as it is, and calls nothing a flip', async () => {
    const arms = [
      { name: 'alone', requests: ['p'], kernels: 'invariant' },
      { name: 'company', requests: ['p', 'x', 'y', 'z'], kernels: 'variant' },
    ];
    const fault: Fault = ({ kernels }) => (kernels.matmul === 'variant' ? 'token' : 'none');
    const report = await findFlip({ ...planted(fault, { arms }), seed: 1, runs: 9 });
    expect([report.trials.length, report.flip, report.experiment]).toEqual([1, null, null]);
  });

  test('every batch that it tries is one that the lab accepts', async () => {
    const batches: string[][] = [];
    await findFlip({
      ...planted(({ plan }) => {
        batches.push(plan.slices.map(({ request }) => request));
        return 'none';
      }),
      seed: 9,
      runs: 60,
    });
    expect(batches.every((ids) => new Set(ids).size === ids.length)).toBe(true);
  });

  test('is cancelled while it shrinks, and told what was found by then', async () => {
    const stop = new AbortController();
    let found = false;
    const search = findFlip({
      ...needsFive(),
      seed: 3,
      runs: 40,
      signal: stop.signal,
      onProgress: ({ partial }) => {
        found = partial.experiment !== null;
        if (partial.shrinks.length === 2) stop.abort(new Error('enough'));
      },
    });
    await expect(search).rejects.toThrow('enough');
    expect(found).toBe(true);
  });
});

test('manyCompanies makes one arm that stands for many', () => {
  const made = manyCompanies(plantedExperiment(), PAIR, { count: 12, least: 9, seed: 4 });
  expect(parseExperiment(made)).toEqual(made);
  expect(made.arms).toMatchObject([
    { requests: ['p', 'x', 'y', 'z'], companies: { count: 12, least: 3, seed: 4 } },
  ]);
});
