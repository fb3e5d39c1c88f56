import { describe, expect, test } from 'vitest';
import { ExperimentError } from '../../experiment/errors.ts';
import { parseStudy } from './read-study.ts';
import { TINY } from './testing/tiny-study.ts';

function problemsOf(changes: object): string {
  try {
    parseStudy({ ...TINY, ...changes });
  } catch (error) {
    expect(error).toBeInstanceOf(ExperimentError);
    return (error as ExperimentError).message;
  }
  return 'none';
}

const { base, units, axes, hypotheses, plan } = TINY;
const [noise] = axes;
const [hypothesis] = hypotheses;
const asked = (changes: object) => ({ hypotheses: [{ ...hypothesis, ...changes }] });
const axis = (...values: readonly unknown[]) => ({ axes: [noise, { name: 'other', values }] });
const value = (label: string, set: object) => ({ label, set });

test('a study that was read is read as itself', () => {
  const study = parseStudy(TINY);
  expect(parseStudy(study)).toEqual(study);
  expect(parseStudy(JSON.parse(JSON.stringify(study)))).toEqual(study);
  expect(study.axes[1]).toEqual({
    name: 'dtype',
    values: [value('f32', { 'base.arms.1.dtype': 'f32' }), value('bf16', { 'base.arms.1.dtype': 'bf16' })],
  });
});

describe('what is wrong is named with its place', () => {
  test.each<[string, object, string]>([
    [
      'an axis twice',
      {
        axes: [noise, { ...noise, values: [value('x', { 'units.company.length': 3 })] }],
        ...asked({ a: {}, b: { arm: 'company' } }),
      },
      'axes[1].name: expected a new name, found "noise" again',
    ],
    [
      'a label twice',
      axis(value('x', {}), value('x', { 'base.arms.0.dtype': 'f32' })),
      'axes[1].values[1].label: expected a new label, found "x" again',
    ],
    [
      'an unknown field',
      axis(value('x', { 'base.arms.0.colour': 'red' })),
      'axes[1].values[0]: other "x": base.arms[0].colour: unknown field',
    ],
    [
      'a value that no field takes',
      axis(value('x', { 'base.arms.0.dtype': 'f64' })),
      'axes[1].values[0]: other "x": base.arms[0].dtype: expected one of',
    ],
    [
      'an entry that is not there',
      axis(value('x', { 'base.arms.2.dtype': 'f32' })),
      'axes[1].values[0]: other "x": expected an entry of base.arms, a list of 2, found "2"',
    ],
    [
      'a path into a text',
      axis(value('x', { 'base.title.x': 1 })),
      'expected an object or a list at base.title, found string',
    ],
    [
      'a path to what all objects have',
      axis(value('x', { 'base.__proto__': {} })),
      'expected a field, found "__proto__"',
    ],
    ['a path elsewhere', axis(value('x', { 'plan.n': 1 })), 'expected a path such as base.arms.0.dtype'],
    [
      'a place of two axes',
      axis(value('x', { 'units.company.noise': 0.5 })),
      'axes[1]: expected a place that no other axis sets, found units.company.noise, which noise sets too',
    ],
    [
      'a place around that of another axis',
      axis(value('x', { 'units.company': { size: 1 } })),
      'axes[1]: expected a place that no other axis sets, found units.company, which noise sets too',
    ],
    [
      'a place twice',
      axis(value('x', { 'base.decoding': {}, 'base.decoding.seed': 1 })),
      'axes[1].values[0].set: expected places apart from each other',
    ],
    [
      'a value that does nothing else',
      axis(value('x', {}), value('y', {})),
      'axes[1].values[1]: expected a value that does something else than those before it, found "y"',
    ],
    [
      'other units',
      axis(value('x', { 'units.perJob': 2 })),
      'axes[1].values[0]: other "x": expected the same units in every cell',
    ],
    [
      'other arms',
      axis(value('x', { 'base.compare': [['alone', 'company']] })),
      'expected arms and pairs of the same names in every cell',
    ],
    [
      'values that do not go together',
      {
        axes: [
          { name: 'a', values: [value('0', {}), value('1', { 'base.arms.0.sampler': 'rank' })] },
          { name: 'b', values: [value('0', {}), value('1', { 'base.decoding.temperature': 0 })] },
        ],
        base: { ...base, decoding: { temperature: 1 } },
        hypotheses: [],
      },
      'axes: a "1", b "1": base.arms[0].sampler: at temperature 0 nothing is drawn',
    ],
    ['a seed twice', { seeds: [1, 1] }, 'seeds[1]: expected a new seed, found 1 again'],
    [
      'a measure twice',
      { measures: ['bits', 'bits'] },
      'measures[1]: expected a new measure, found "bits" again',
    ],
    [
      'right answers to prompts',
      { measures: ['bits', 'pass'] },
      'measures[1]: pass needs units of tasks, found prompts',
    ],
    [
      'pairs without arms to pair',
      { base: { ...base, compare: [] } },
      'measures[0]: bits needs pairs of arms in base.compare, found none',
    ],
    [
      'accepted tokens of nobody',
      { measures: ['bits', 'accepted'] },
      'measures[1]: accepted needs an arm that speculates in base or by an axis, found none',
    ],
    [
      'more jobs than there may be',
      {
        seeds: Array.from({ length: 10_000 }, (_, i) => i),
        axes: [noise, { path: 'base.decoding.seed', values: Array.from({ length: 100 }, (_, i) => i) }],
      },
      'axes: expected at most 1000000 jobs, found 6000000',
    ],
    [
      'a hypothesis twice',
      { hypotheses: [hypothesis, hypothesis] },
      'hypotheses[1].id: expected a new id, found "noise" again',
    ],
    [
      'a measure that is not measured',
      asked({ measure: 'kl' }),
      "hypotheses[0].measure: expected one of the study's measures",
    ],
    [
      'an axis that is none',
      asked({ a: { axes: { size: '1' } } }),
      'hypotheses[0].a.axes.size: expected the name of an axis, one of "noise", "dtype"',
    ],
    [
      'a label that is none',
      asked({ a: { axes: { noise: 'half' } } }),
      'hypotheses[0].a.axes.noise: expected one of "none", "all", found "half"',
    ],
    [
      'an arm that pairs are not told at',
      asked({ a: { arm: 'alone' } }),
      'hypotheses[0].a.arm: expected "company", found "alone"',
    ],
    [
      'a kind that no unit is of',
      asked({ a: { unitKind: 'code' } }),
      'hypotheses[0].a.unitKind: expected one of "sum", "prose", found "code"',
    ],
    [
      'two sides that are one',
      asked({ b: hypothesis.a }),
      'hypotheses[0].b: expected observations other than those of a, found the same',
    ],
    [
      'equivalence to nothing',
      asked({ kind: 'equivalence', smallest: 0 }),
      'hypotheses[0].smallest: expected an effect above 0',
    ],
    [
      'own kernels',
      {
        base: {
          ...base,
          shaders: [{ name: 'x', like: 'add_norm', source: 'fn main() {}' }],
          arms: base.arms.map((arm) => ({ ...arm, shaders: { rmsnorm: 'x' } })),
        },
      },
      'base.shaders: expected none',
    ],
    ['no units', { units: { ...units, prompts: [] } }, 'units.prompts: expected at least 1 entries, found 0'],
    ['no plan', { plan: { ...plan, n: 0 } }, 'plan.n: expected at least 1, found 0'],
  ])('%s', (_, changes, words) => {
    expect(problemsOf(changes)).toContain(words);
  });

  test('what is no study', () => {
    expect(() => parseStudy(3)).toThrow('study: expected an object, found 3');
  });
});

test('values nested deeper than the stack goes are refused', () => {
  const values: unknown = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`);
  expect(() => parseStudy({ ...TINY, axes: [{ path: 'units.company.noise', values }] })).toThrow(
    /^study: expected at most 64 levels, found values nested deeper$/,
  );
});

test('too many jobs are refused before a value is looked at', () => {
  const values = Array.from({ length: 1001 }, (_, i) => i);
  const axes = ['units.company.noise', 'units.company.length', 'units.company.size'].map((path) => ({
    path,
    values,
  }));
  expect(() => parseStudy({ ...TINY, axes, hypotheses: [] })).toThrow(
    /^axes: expected at most 1000000 jobs, found \d+$/,
  );
});

test('a value of too many places is refused before they are compared', () => {
  const set = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`base.x${i}`, 1]));
  expect(() => parseStudy({ ...TINY, axes: [{ name: 'a', values: [{ label: 'a', set }] }] })).toThrow(
    /axes\[0\]\.values\[0\]\.set: expected at most 100 places/,
  );
});

test('null takes a field away', () => {
  const study = parseStudy({
    ...TINY,
    ...axis(value('left out', { 'base.arms.0.dtype': null }), value('f32', { 'base.arms.0.dtype': 'f32' })),
  });
  expect(study.axes[1].values).toHaveLength(2);
});
