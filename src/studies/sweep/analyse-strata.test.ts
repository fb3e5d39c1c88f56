import { expect, test } from 'vitest';
import { analyseStudy } from './analyse.ts';
import type { MergedStudy } from './job.ts';
import { inArm, simulatedMerge, simulatedStudy } from './testing/simulated-merge.ts';
import { PROVENANCE } from './testing/tiny-study.ts';

const STUDY = simulatedStudy({
  axes: [
    {
      name: 'noise',
      values: [
        { label: 'much', set: { 'base.arms.0.dtype': 'bf16' } },
        { label: 'none', set: {} },
      ],
    },
  ],
  seeds: [1, 2],
  measures: ['length'],
  hypotheses: [
    {
      ...{ id: 'noise', measure: 'length', kind: 'difference', smallest: 1 },
      ...{ a: { axes: { noise: 'much' }, arm: 'a' }, b: { axes: { noise: 'none' }, arm: 'a' } },
    },
  ],
  plan: {},
});

/** Ten units, whose length differs by unit, seed and cell; and by `more`. */
const found = (more = 0) =>
  simulatedMerge(STUDY, 10, ({ cell, seed, unit }) => [
    inArm('a', { length: 10 + 3 * unit + seed + ((unit * seed + cell[0]) % 3) + more }),
  ]);
const ONE: MergedStudy = { ...found(), strata: [PROVENANCE] };
const TWO: MergedStudy = {
  ...ONE,
  strata: [{ ...PROVENANCE, canary: 'd'.repeat(32) }, PROVENANCE],
  // The first device ran one job of four, and found other lengths.
  jobs: ONE.jobs.flatMap((job, index) => [
    ...(index === 0 ? [{ ...found(50).jobs[0], stratum: 0 }] : []),
    { ...job, stratum: 1 },
  ]),
};

test('of a job that two devices ran the result of the one with more jobs counts, once', () => {
  const [one, two] = [ONE, TWO].map((merged) => analyseStudy(STUDY, merged));
  expect(two.hypotheses).toEqual(one.hypotheses);
  expect(two.cells).toEqual(one.cells);
  expect(two.jobs).toEqual({ planned: 4, done: 4, rerun: 0, differing: 0 });
  expect(two.deviations).toContain(
    '1 job has results of several devices or versions; of each the one counts whose stratum has the most jobs.',
  );
  expect(one.deviations.join()).not.toContain('several devices');
});

test('of equals the first stratum counts, in whichever order results come', () => {
  const both = {
    ...TWO,
    jobs: [0, 1].flatMap((stratum) => found(50 - 50 * stratum).jobs.map((job) => ({ ...job, stratum }))),
  };
  const turned = { ...both, jobs: both.jobs.toReversed() };
  const mean = (merged: MergedStudy) =>
    analyseStudy(STUDY, merged).cells.find(({ cell }) => cell[0] === 0)!.estimate.value;
  expect(mean(both)).toBeGreaterThan(60);
  expect(mean(turned)).toBeCloseTo(mean(both), 10);
});

test('variance is parted between units and seeds, over units that all cells and seeds have', () => {
  const [summary, ...others] = analyseStudy(STUDY, ONE).variances!;
  expect(others).toEqual([]);
  expect(summary).toMatchObject({
    measure: 'length',
    arm: 'a',
    against: null,
    cells: 2,
    units: 10,
    seeds: 2,
  });
  // 3 tokens from unit to unit: 9 times the variance of 1 to 10.
  expect(summary.variance.units).toBeGreaterThan(60);
  expect(summary.variance.units).toBeLessThan(110);
  expect(summary.variance.seeds + summary.variance.residual).toBeLessThan(3);
  const [first, ...rest] = ONE.jobs;
  const gap = { ...ONE, jobs: [{ ...first, observations: first.observations.slice(1) }, ...rest] };
  expect(analyseStudy(STUDY, gap).variances![0].units).toBe(9);
  expect(
    analyseStudy(STUDY, { ...ONE, jobs: ONE.jobs.filter(({ seed }) => seed === 1) }).variances,
  ).toBeUndefined();
});
