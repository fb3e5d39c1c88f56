import { describe, expect, test } from 'vitest';
import { jobsOf, studyHash } from './jobs.ts';
import { parseStudy } from './read-study.ts';
import { TINY, tinyStudy } from './testing/tiny-study.ts';

const UNITS = 3;
const ids = (changes: object) => jobsOf(tinyStudy(changes), UNITS).map(({ id }) => id);

test('cells, the last axis fastest, then seeds, then blocks', () => {
  const jobs = jobsOf(tinyStudy(), UNITS);
  expect(jobs).toHaveLength(2 * 2 * 2 * UNITS);
  expect(jobs.map(({ index }) => index)).toEqual([...jobs.keys()]);
  expect(jobs.slice(0, 4).map(({ cell, seed, from, to }) => [...cell, seed, from, to])).toEqual([
    [0, 0, 1, 0, 1],
    [0, 0, 1, 1, 2],
    [0, 0, 1, 2, 3],
    [0, 0, 2, 0, 1],
  ]);
  expect(jobs[6].cell).toEqual([0, 1]);
  expect(jobs.at(-1)).toMatchObject({ cell: [1, 1], seed: 2, from: 2, to: 3 });
});

test('the last block ends with the units, and probes are one block', () => {
  const some = jobsOf(tinyStudy({ units: { ...TINY.units, perJob: 2 } }), UNITS);
  expect(some.slice(0, 2).map(({ from, to }) => [from, to])).toEqual([
    [0, 2],
    [2, 3],
  ]);
  const [, dtype] = TINY.axes;
  const probes = jobsOf(tinyStudy({ units: { kind: 'probes' }, axes: [dtype], hypotheses: [] }), 1);
  expect(probes).toHaveLength(4);
});

describe('an id follows from what a job computes', () => {
  const [noise, dtype] = TINY.axes;
  const none = { hypotheses: [] };

  test('every job has its own', () => {
    expect(new Set(ids({})).size).toBe(24);
    for (const id of ids({})) expect(id).toMatch(/^[0-9a-f]{32}$/);
  });

  test('what a text says of itself does not matter, nor what is asked of the results', () => {
    expect(ids({ title: 'Other', id: 'other', ...none, base: { ...TINY.base, title: 'other' } })).toEqual(
      ids({}),
    );
  });

  test('a value in the base and the same on an axis are one job', () => {
    const inBase = { ...TINY.base, arms: TINY.base.arms.map((arm) => ({ ...arm, dtype: 'f32' })) };
    const onAxis = ids({
      axes: [{ path: 'base.arms.1.dtype', values: ['bf16', 'f32'] }],
      ...none,
      base: { ...TINY.base, arms: [{ ...TINY.base.arms[0], dtype: 'f32' }, TINY.base.arms[1]] },
    });
    expect(onAxis.slice(onAxis.length / 2)).toEqual(ids({ axes: [], ...none, base: inBase }));
  });

  test('an object that an axis makes is part of it, with its own', () => {
    const [first, second] = TINY.base.arms;
    const drafting = (speculation: unknown) => ({
      axes: [],
      ...none,
      base: { ...TINY.base, arms: [first, { ...second, speculation }] },
    });
    const { speculation } = tinyStudy(drafting({ draft: 'ngram' })).base.arms[1];
    const axis = {
      name: 'drafts',
      values: [
        { label: 'none', set: {} },
        { label: 'some', set: { 'base.arms.1.speculation': speculation } },
      ],
    };
    const found = ids({ axes: [axis], ...none });
    expect(found).toEqual([...ids({ axes: [], ...none }), ...ids(drafting(speculation))]);
    // Made on the way to one of its fields.
    const inside = {
      ...axis,
      values: [axis.values[0], { label: 'some', set: { 'base.arms.1.speculation.draft': 'ngram' } }],
    };
    expect(new Set(ids({ axes: [inside], ...none })).size).toBe(found.length);
  });

  test.each<[string, object]>([
    ['a unit', { units: { ...TINY.units, maxNewTokens: 3 } }],
    ['a measure', { measures: ['bits', 'fork', 'length'] }],
    [
      'an arm',
      { base: { ...TINY.base, arms: [...TINY.base.arms, { ...TINY.base.arms[0], name: 'third' }] } },
    ],
    ['a seed', { seeds: [3, 4] }],
  ])('another when %s is', (_, changes) => {
    const before = new Set(ids({}));
    expect(ids(changes).filter((id) => before.has(id))).toEqual([]);
  });

  test('axes in another order are the same jobs in another order', () => {
    expect(ids({ axes: [dtype, noise] }).toSorted()).toEqual(ids({}).toSorted());
  });
});

test('the hash is of all that a study says', () => {
  expect(studyHash(tinyStudy())).toMatch(/^[0-9a-f]{64}$/);
  expect(studyHash(tinyStudy({ title: 'Other' }))).not.toBe(studyHash(tinyStudy()));
  expect(studyHash(parseStudy(JSON.parse(JSON.stringify(tinyStudy()))))).toBe(studyHash(tinyStudy()));
});

test('units of a model may come to more jobs than there may be', () => {
  expect(() => jobsOf(tinyStudy({ seeds: Array.from({ length: 10_000 }, (_, i) => i) }), 26)).toThrow(
    'axes: expected at most 1000000 jobs, found 1040000',
  );
});

test('a hundred thousand jobs are planned in under a second', () => {
  const values = (count: number) => Array.from({ length: count }, (_, i) => i);
  const cells = tinyStudy({
    axes: [
      { path: 'base.decoding.seed', values: values(500) },
      {
        name: 'noise',
        values: values(200).map((i) => ({ label: `${i}`, set: { 'units.company.noise': i / 200 } })),
      },
    ],
    seeds: [1],
    hypotheses: [],
    units: { ...TINY.units, perJob: 3 },
  });
  // A machine that is busy with other work is slow once or twice.
  const times = values(5).map(() => {
    const begun = performance.now();
    expect(jobsOf(cells, UNITS)).toHaveLength(100_000);
    return performance.now() - begun;
  });
  expect(Math.min(...times)).toBeLessThan(1000);
});
