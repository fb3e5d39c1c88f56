import { expect, test } from 'vitest';
import { KERNEL_SETS } from '../numerics/sets/sets.ts';
import { NOISE_KINDS, parseExperiment, ROLES } from './schema.ts';
import { fieldsAt, valuesAt } from './schema-fields.ts';

const names = (path: readonly (string | number)[]) => fieldsAt(path).map(({ name }) => name);

test('fields of every object, in the order of the schema', () => {
  expect(names([]).slice(0, 5)).toEqual(['version', 'title', 'description', 'model', 'decoding']);
  expect(names(['requests', 3])).toContain('maxNewTokens');
  expect(names(['requests', 0, 'noise'])).toEqual(['kind', 'seed', 'tokens']);
  expect(names(['arms', 0, 'kernels'])).toEqual(['matmul', 'rmsnorm', 'attention']);
  expect(names(['arms', 0, 'limits'])).toContain('blocks');
  expect(names(['arms', 0, 'serving'])).toEqual([
    ...['policy', 'admission', 'memory', 'prefix', 'packing', 'cascade', 'disaggregated'],
    ...['precision', 'effort', 'route', 'faults'],
  ]);
  // Of objects that their kind tells apart: what any of them may have.
  expect(names(['crowd', 'arrivals']).slice(0, 3)).toEqual(['kind', 'perSecond', 'burstiness']);
  expect(names(['requests', 0, 'arrival'])).toEqual(['step', 'ms']);
  expect(names(['title'])).toEqual([]);
  expect(names(['nothing', 'here'])).toEqual([]);
});

test('what a field is: needed or not, its kind, range and default', () => {
  const of = (path: readonly (string | number)[], name: string) =>
    fieldsAt(path).find((field) => field.name === name);
  expect(of([], 'title')).toEqual({ name: 'title', required: true, words: 'text' });
  expect(of(['requests', 0], 'maxNewTokens')).toEqual({
    name: 'maxNewTokens',
    required: false,
    words: 'number, 1 to 4096, default 64',
  });
  expect(of(['requests', 0], 'role')?.words).toBe('"probe", "clean", "noise"');
});

test('values that the schema lists, and what it names beside', () => {
  expect(valuesAt(['requests', 0, 'role'])).toEqual([...ROLES]);
  expect(valuesAt(['requests', 0, 'noise', 'kind'])).toEqual([...NOISE_KINDS]);
  expect(valuesAt(['arms', 1, 'kernels'])).toEqual([...KERNEL_SETS]);
  expect(valuesAt(['arms', 1, 'kernels', 'matmul'])).toEqual([...KERNEL_SETS]);
  expect(valuesAt(['arms', 0, 'limits', 'blocks'])).toContain(null);
  expect(valuesAt(['requests', 0, 'bos'])).toEqual([true, false]);
  expect(valuesAt(['model', 'name'])).toEqual(expect.arrayContaining(['nano', 'random:smollm2-135m']));
  expect(valuesAt(['version'])).toEqual([1, 2, 3]);
  expect(names(['requests', 0, 'messages', 0])).toEqual(['role', 'content']);
  expect(valuesAt(['requests', 0, 'messages', 0, 'role'])).toEqual(['system', 'user', 'assistant']);
  expect(names(['requests', 0, 'chat'])).toContain('enableThinking');
  expect(valuesAt(['crowd', 'arrivals', 'kind'])).toEqual(['poisson', 'gamma', 'surge', 'closed', 'trace']);
  expect(valuesAt(['arms', 0, 'serving', 'policy', 'kind'])).toContain('prefill-first');
  expect(valuesAt(['arms', 0, 'serving', 'memory', 'pressure'])).toEqual(['recompute', 'swap', 'evict']);
  expect(valuesAt(['title'])).toEqual([]);
});

test('each listed value is one that the schema takes', () => {
  const with_ = (kernels: unknown) =>
    parseExperiment({
      version: 1,
      title: 't',
      requests: [{ id: 'p', role: 'probe', prompt: '' }],
      arms: [{ name: 'a', requests: ['p'], kernels }],
    });
  for (const value of valuesAt(['arms', 0, 'kernels'])) expect(() => with_(value)).not.toThrow();
});
