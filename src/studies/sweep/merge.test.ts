import { describe, expect, test } from 'vitest';
import type { JobResult, Provenance } from './job.ts';
import { jobsOf, studyHash } from './jobs.ts';
import { mergeResults } from './merge.ts';
import { repeatJobs, resultsToRepeat } from './reruns.ts';
import { SweepError } from './sweep-error.ts';
import { madeUpResult, PROVENANCE, tinyStudy } from './testing/tiny-study.ts';

const STUDY = tinyStudy();
const JOBS = jobsOf(STUDY, 3);
const ALL = JOBS.map((job) => madeUpResult(STUDY, job));
const OTHER_DEVICE: Provenance = { ...PROVENANCE, adapter: { ...PROVENANCE.adapter, description: 'two' } };

const merged = (results: readonly JobResult[], options = {}) => mergeResults(STUDY, JOBS, results, options);
const by = (provenance: Provenance) => (result: JobResult) => ({ ...result, provenance });

test('the same results are the same bytes, in whichever order they come and however long they took', () => {
  const once = merged(ALL);
  expect(once).toMatchObject({ study: studyHash(STUDY), planned: JOBS.length, strata: [PROVENANCE] });
  expect(once.jobs.map(({ id }) => id)).toEqual(JOBS.map(({ id }) => id));
  const late = ALL.map((result) => ({ ...result, milliseconds: 1e6 })).toReversed();
  expect(JSON.stringify(merged([...late, ...ALL.slice(4, 9)]))).toBe(JSON.stringify(once));
});

test('of two results that differ in their times alone the same one is kept whichever comes first', () => {
  const timed = (ttft: number) => ({
    ...ALL[0],
    observations: [{ ...ALL[0].observations[0], values: { bits: 1, fork: 0, ttft } }],
  });
  const [a, b] = [
    [timed(1), timed(2)],
    [timed(2), timed(1)],
  ].map((both) => JSON.stringify(merged([...both, ...ALL.slice(1)])));
  expect(a).toBe(b);
});

describe('refused, and said why', () => {
  const changed = (index: number, changes: Partial<JobResult>) =>
    ALL.with(index, { ...ALL[index], ...changes });

  test.each<[string, readonly JobResult[], string]>([
    [
      'gaps',
      ALL.filter((_, index) => ![2, 3, 7, 11].includes(index)),
      `found none of 4: 2 (${JOBS[2].id}), 3 (${JOBS[3].id}), 7 (${JOBS[7].id}) and 1 more`,
    ],
    [
      'another fingerprint',
      [...ALL, { ...ALL[5], fingerprint: 'f'.repeat(64) }],
      `job ${JOBS[5].id}: expected one result of it, found two that differ in their bits`,
    ],
    [
      'another observation',
      [...ALL, { ...ALL[5], observations: [{ ...ALL[5].observations[0], values: { bits: 0, fork: 0 } }] }],
      'found two that differ in their bits',
    ],
    [
      'another study',
      changed(0, { study: '0'.repeat(64) }),
      `job ${JOBS[0].id}: expected a result of study ${studyHash(STUDY)}`,
    ],
    [
      'a job of none',
      changed(0, { job: { ...JOBS[0], id: '0'.repeat(32) } }),
      'expected a job of the study, found one that it has not',
    ],
    [
      'a job with another cell',
      changed(0, { job: { ...JOBS[0], cell: [1, 1] } }),
      `job ${JOBS[0].id}: expected {"cell":[0,0]`,
    ],
    ['another adapter', changed(3, { provenance: OTHER_DEVICE }), 'found 23 and 1 that differ in adapter'],
    [
      'another engine',
      changed(3, { provenance: { ...PROVENANCE, engine: 'webgpu' } }),
      'differ in engine cpu and webgpu',
    ],
    [
      'another canary',
      changed(3, { provenance: { ...PROVENANCE, canary: 'd'.repeat(32) } }),
      'differ in canary',
    ],
    [
      'other weights of one name',
      changed(3, { provenance: { ...PROVENANCE, models: [{ name: 'pico', hash: 'sha256:2' }] } }),
      'differ in models',
    ],
    [
      'another version of a rule',
      changed(3, { provenance: { ...PROVENANCE, rules: ['variant@2'] } }),
      'differ in rules ["variant@1"] and ["variant@2"]',
    ],
  ])('%s', (_, results, words) => {
    expect(() => merged(results)).toThrow(SweepError);
    expect(() => merged(results)).toThrow(words);
  });
});

test('models and rules of one device are one stratum', () => {
  const more = { ...PROVENANCE, models: [{ name: 'nano', hash: 'sha256:3' }], rules: ['invariant@1'] };
  const { strata } = merged(ALL.map((result, index) => (index % 2 ? by(more)(result) : result)));
  expect(strata).toEqual([
    {
      ...PROVENANCE,
      models: [
        { name: 'nano', hash: 'sha256:3' },
        { name: 'pico', hash: 'sha256:1' },
      ],
      rules: ['invariant@1', 'variant@1'],
    },
  ]);
});

test('asked to stratify, devices are kept apart, a job of both too', () => {
  const other = ALL.slice(0, 12)
    .map(by(OTHER_DEVICE))
    .map((result) => ({ ...result, fingerprint: 'e'.repeat(64) }));
  const results = [...other, ...ALL.slice(10)];
  expect(() => merged(results)).toThrow('--stratify keeps them apart');
  const { strata, jobs } = merged(results, { stratify: true });
  expect(strata).toHaveLength(2);
  expect(jobs).toHaveLength(JOBS.length + 2);
  expect(jobs.filter(({ stratum }) => strata[stratum].adapter.description === 'two')).toHaveLength(12);
  expect(JSON.stringify(merged(results.toReversed(), { stratify: true }))).toBe(
    JSON.stringify(merged(results, { stratify: true })),
  );
});

test('asked for parts, gaps are left out and the plan still says how many there are', () => {
  const { jobs, planned } = merged(ALL.slice(0, 10), { partial: true });
  expect([jobs.length, planned]).toEqual([10, JOBS.length]);
});

test('a measure of a real clock may differ in a result that comes twice', () => {
  const timed = (ttft: number) => ({
    ...ALL[0],
    observations: [{ ...ALL[0].observations[0], values: { bits: 1, ttft } }],
  });
  expect(merged([timed(1), timed(2), ...ALL.slice(1)]).jobs).toHaveLength(JOBS.length);
});

describe('running jobs again', () => {
  test('one in a hundred, at least one of any, in whichever order', () => {
    const many = jobsOf(tinyStudy({ seeds: Array.from({ length: 50 }, (_, i) => i) }), 3).map((job) =>
      madeUpResult(STUDY, job),
    );
    const chosen = resultsToRepeat(many);
    expect(many).toHaveLength(600);
    expect(chosen).toHaveLength(6);
    expect(resultsToRepeat(many.toReversed())).toEqual(chosen);
    expect(new Set(chosen).size).toBe(6);
    expect(resultsToRepeat(ALL.slice(0, 3))).toHaveLength(1);
    expect(resultsToRepeat([])).toEqual([]);
  });

  test('tells which gave other bits', async () => {
    const again = await repeatJobs(ALL.slice(0, 3), async ({ index, id }) => ({
      ...madeUpResult(STUDY, JOBS[index]),
      fingerprint: index === 1 ? 'f'.repeat(64) : id.padEnd(64, '0'),
    }));
    expect(again).toEqual({ jobs: JOBS.slice(0, 3).map(({ id }) => id), differing: [JOBS[1].id] });
  });
});
