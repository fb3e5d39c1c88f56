import { expect, it } from 'vitest';
import { studyHash } from '../jobs.ts';
import { TINY, tinyStudy } from '../testing/tiny-study.ts';
import type { StudyRecord } from './protocol.ts';
import { studyOfRecord } from './read-study.ts';

const study = tinyStudy();
const hash = studyHash(study);
const record = (changed: unknown): StudyRecord => ({
  ...{ version: 1, units: 3, tasks: null, stratify: false, jobs: 24 },
  study: JSON.parse(JSON.stringify(changed)),
});

it('reads the study of its hash', () => {
  expect(studyOfRecord(record(study), hash)).toEqual(study);
});

it.each<[string, unknown, RegExp]>([
  [
    'another study',
    { ...study, title: 'Another' },
    /expected the study of that hash, found that of [0-9a-f]{64}$/,
  ],
  ['no study', { ...TINY, seeds: [] }, /^queue: study [0-9a-f]{64}: seeds: /],
  [
    'kernels of its author’s',
    {
      ...TINY,
      base: {
        ...TINY.base,
        shaders: [{ name: 'x', like: 'add_norm', source: 'fn main() {}' }],
        arms: TINY.base.arms.map((arm) => ({ ...arm, shaders: { rmsnorm: 'x' } })),
      },
    },
    /base\.shaders: expected none/,
  ],
  [
    'such kernels in an axis',
    {
      ...TINY,
      axes: [
        {
          name: 'own',
          values: [
            {
              label: 'x',
              set: {
                'base.shaders': [{ name: 'x', like: 'add_norm', source: 'fn main() {}' }],
                'base.arms.0.shaders': { rmsnorm: 'x' },
              },
            },
          ],
        },
      ],
      hypotheses: [],
    },
    /found an axis that sets base\.shaders$/,
  ],
])('refuses %s', (_, json, problem) => {
  // Kept under its own hash, where it has one.
  const kept = problem.source.includes('axis') ? studyHash(tinyStudy(json as object)) : hash;
  expect(() => studyOfRecord(record(json), kept)).toThrow(problem);
});
