import { expect, test } from 'vitest';
import { observationCheck } from './check-observations.ts';
import { unitsOf } from './experiment-of.ts';
import type { Observation } from './job.ts';
import { tinyStudy } from './testing/tiny-study.ts';

const STUDY = tinyStudy({ measures: ['bits', 'tokensToFork', 'length', 'loops', 'kl', 'distinct', 'tpot'] });
const UNITS = unitsOf(STUDY, []);
const JOB = { cell: [0, 1], from: 1, to: 3 };
const check = observationCheck(STUDY, UNITS);

/** What a job of two units may find. */
const FOUND: readonly Observation[] = UNITS.slice(1, 3).flatMap(({ id, kind }) => [
  ...['alone', 'company'].map((arm) => ({
    ...{ unit: id, kind, arm, against: null, completion: '0123456789abcdef' },
    values: { length: 2, loops: 0, distinct: 1, tpot: 0.25 },
  })),
  {
    ...({ unit: id, kind, arm: 'company', against: 'alone', censored: true } as const),
    values: { bits: 1, tokensToFork: 2, kl: 1e-9 },
  },
]);
const [SINGLE, , PAIR] = FOUND;
const [first, other] = [SINGLE.unit, UNITS[0].id];
const single = (changes: object) => FOUND.with(0, { ...SINGLE, ...changes });
const pair = (changes: object) => FOUND.with(2, { ...PAIR, ...changes });

test('what a job finds is taken, in whichever order, and where nothing could be measured', () => {
  expect(check(JOB, FOUND)).toBeNull();
  expect(check(JOB, FOUND.toReversed())).toBeNull();
  const none = { length: null, loops: null, distinct: null, tpot: null };
  expect(check(JOB, single({ values: none, completion: undefined }))).toBeNull();
});

test.each<[string, readonly Observation[], string]>([
  [
    'unit of another block',
    single({ unit: other }),
    `[0].unit: expected one of the job's units, found "${other}"`,
  ],
  ['kind', single({ kind: 'verse' }), '[0].kind: expected '],
  ['arm', single({ arm: 'crowd' }), '[0].arm: expected one of "alone", "company", found "crowd"'],
  [
    'other side',
    pair({ against: 'company' }),
    '[2].against: expected one of null, "alone" beside arm "company", found "company"',
  ],
  [
    'measure of none',
    single({ values: { ...SINGLE.values, steps: 1 } }),
    '[0].values.steps: expected a measure of the study, found 1',
  ],
  [
    'measure of a pair',
    single({ values: { ...SINGLE.values, bits: 1 } }),
    '[0].values.bits: expected none of an arm by itself, found 1',
  ],
  [
    'value left out',
    single({ values: { ...SINGLE.values, length: undefined } }),
    '[0].values.length: expected a value or null',
  ],
  [
    'share',
    pair({ values: { ...PAIR.values, bits: 0.5 } }),
    '[2].values.bits: expected 0 or 1, found 0.5 (unit ',
  ],
  [
    'part of a token',
    single({ values: { ...SINGLE.values, length: 1.5 } }),
    '[0].values.length: expected a whole number from 0 to 2, found 1.5',
  ],
  ['longer answer than asked', single({ values: { ...SINGLE.values, length: 3 } }), 'found 3'],
  [
    'divergence below 0',
    pair({ values: { ...PAIR.values, kl: -1 } }),
    '[2].values.kl: expected a number of at least 0, found -1',
  ],
  [
    'count',
    single({ values: { ...SINGLE.values, distinct: 2 } }),
    '[0].values.distinct: expected 1, found 2',
  ],
  [
    'ending of nothing',
    pair({ values: { ...PAIR.values, tokensToFork: null } }),
    '[2].censored: expected none without tokensToFork',
  ],
  [
    'completion',
    single({ completion: 'abc' }),
    '[0].completion: expected 16 hexadecimal digits, found "abc"',
  ],
  [
    'completion of a pair',
    pair({ completion: '0123456789abcdef' }),
    '[2].completion: expected none of a pair',
  ],
  [
    'completion left out',
    single({ completion: undefined }),
    '[0].completion: expected one, as it counts as distinct',
  ],
  ['double', [...FOUND, SINGLE], `[6]: expected 1 of unit "${first}" in arm "alone", found another`],
  ['gap', FOUND.slice(1), `: expected 1 of unit "${first}" in arm "alone", found 0`],
  [
    'gap in a pair',
    FOUND.toSpliced(2, 1),
    `: expected 1 of unit "${first}" in arm "company" against "alone", found 0`,
  ],
])('refuses a wrong %s and says where', (_, observations, words) => {
  expect(check(JOB, observations)).toContain(
    `observations${words}`.slice(words.startsWith('found') ? 12 : 0),
  );
});

test('a task was passed or not, whatever became of its answer', () => {
  const units = [{ id: 't1', kind: 'sum', asked: { prompt: '1', maxNewTokens: 2 } }];
  const study = tinyStudy({
    ...{ measures: ['pass'], units: { kind: 'tasks', company: { size: 1 } } },
    hypotheses: [],
  });
  const found = (pass: number | null) =>
    ['alone', 'company'].map((arm) => ({ unit: 't1', kind: 'sum', arm, against: null, values: { pass } }));
  const ofOne = observationCheck(study, units);
  const job = { cell: [0, 0], from: 0, to: 1 };
  expect(ofOne(job, found(0))).toBeNull();
  expect(ofOne(job, found(null))).toContain(
    'values.pass: expected 0 or 1, found null (unit "t1" in arm "alone")',
  );
});

test('an arm that draws companies has one of each, and serves the probes that it lists', () => {
  const study = tinyStudy({
    base: {
      ...{ version: 1, title: 'base', model: { name: 'pico' } },
      requests: [
        ...['p1', 'p2'].map((id) => ({ id, role: 'probe', prompt: 'a' })),
        ...['m1', 'm2'].map((id) => ({ id, role: 'clean', prompt: 'b' })),
      ],
      arms: [
        {
          name: 'drawn',
          requests: ['p1', 'm1', 'm2'],
          kernels: 'variant',
          companies: { count: 2, least: 1, seed: 1 },
        },
        { name: 'both', requests: ['p1', 'p2'], kernels: 'variant' },
      ],
    },
    ...{ units: { kind: 'probes' }, axes: [], measures: ['length'], hypotheses: [] },
  });
  const ofProbes = observationCheck(study, unitsOf(study, []));
  const job = { cell: [], from: 0, to: 2 };
  const found = [
    ['p1', 'drawn'],
    ['p1', 'drawn'],
    ['p1', 'both'],
    ['p2', 'both'],
  ].map(([unit, arm]) => ({ unit, kind: null, arm, against: null, values: { length: 3 } }));
  expect(ofProbes(job, found)).toBeNull();
  expect(ofProbes(job, found.slice(1))).toContain('expected 2 of unit "p1" in arm "drawn", found 1');
  expect(ofProbes(job, found.with(3, { ...found[3], arm: 'drawn' }))).toContain(
    '[3].arm: expected "both", found "drawn"',
  );
});
