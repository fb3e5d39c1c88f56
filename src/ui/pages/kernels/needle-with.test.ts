import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseExperiment } from '../../../experiment/schema.ts';
import { withKernel } from './needle-with.ts';

const needle = parseExperiment(JSON.parse(readFileSync('experiments/needle.json', 'utf8')));

it('runs the needle by the lab’s kernels and with one of one’s own, alone and in company', () => {
  const source = '@compute @workgroup_size(32) fn main() {}';
  const made = withKernel(needle, { like: 'add_norm', source });
  expect(parseExperiment(JSON.parse(JSON.stringify(made)))).toEqual(made);
  expect(made.arms.map(({ name, shaders }) => [name, shaders?.rmsnorm ?? null])).toEqual([
    ['alone', null],
    ['company', null],
    ['alone-mine', 'my-add_norm'],
    ['company-mine', 'my-add_norm'],
  ]);
  expect(made.compare[0]).toEqual(['alone-mine', 'company-mine']);
  expect(new Set(made.arms.flatMap(({ kernels }) => Object.values(kernels)))).toEqual(new Set(['invariant']));
});

it('says why a text is refused', () => {
  expect(() => withKernel(needle, { like: 'add_norm', source: '' })).toThrow(/source: expected at least 1/);
});
