// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { allOperations } from '../numerics/sets/kernel-sets.ts';
import type { KernelSet } from '../numerics/sets/sets.ts';
import { forksOf } from '../results/checks.ts';
import type { DiffRecord, RunRecord } from '../results/record.ts';
import { runJUnit } from './run-junit.ts';

const same: DiffRecord = {
  ...{ probe: 'p', a: 'one', b: 'two', identical: true, fork: null, forkTokens: null, flip: null },
  ...{ margin: 0.5, comparedPositions: 4, firstDifference: null, differingLogits: 0, comparedLogits: 8 },
  ...{ maxUlp: 0, maxUlpSameSign: 0, crossings: 0, maxAbsolute: 0, maxKl: 0 },
};
const forked: DiffRecord = {
  ...same,
  ...{ identical: false, fork: 2, flip: 'confident', firstDifference: 1 },
  forkTokens: { a: { token: 1, text: ' <king>' }, b: { token: 2, text: '\u001b' } },
};

function recordOf(set: KernelSet, diffs: readonly DiffRecord[], error = false): RunRecord {
  const finish = error ? { reason: 'error', message: 'not a number' } : { reason: 'length' };
  const arm = (name: string) => ({
    ...{ name, kernels: allOperations(set), dtype: 'bf16', weights: 'stored', parallelism: 64, steps: [] },
    timing: { milliseconds: 500, generatedTokens: 4, tokensPerSecond: 8 },
    work: { steps: 4, rows: [1, 1] },
    requests: [
      { id: 'p', text: ' <king>', fingerprint: 'f'.repeat(64), finish, tokens: [], promptTokens: [] },
    ],
  });
  const tree = { probe: 'p', arms: 40, distinct: 3, fingerprints: 9, kernels: allOperations(set) };
  return {
    ...{
      experiment: { title: 'T' },
      engine: 'cpu',
      adapter: { description: 'cpu' },
      diffs,
      forkTrees: [tree],
    },
    arms: [arm('one'), arm('two')],
  } as unknown as RunRecord;
}

function parsed(record: RunRecord, failOnFork: boolean) {
  const found = new DOMParser().parseFromString(runJUnit(record, failOnFork), 'application/xml');
  expect(found.querySelector('parsererror')).toBeNull();
  return {
    failures: [...found.querySelectorAll('failure')].map((failure) => failure.getAttribute('type')),
    errors: [...found.querySelectorAll('error')].map((error) => error.getAttribute('message')),
    text: found.documentElement.textContent ?? '',
    tests: found.documentElement.getAttribute('tests'),
  };
}

test('a fork fails where it was asked to, and only there; requests, pairs and companies are tests', () => {
  const record = recordOf('variant', [same, forked]);
  expect(parsed(record, false)).toMatchObject({ failures: [], errors: [], tests: '5' });
  const strict = parsed(record, true);
  expect(strict.failures).toEqual(['fork', 'fork']);
  expect(strict.text).toContain('FORK at token 2, A " <king>"');
  expect(forksOf(record)).toEqual([
    'p: one and two fork at token 2',
    'p: 40 arms on variant give 3 completions',
  ]);
});

test('a broken promise fails always, a request that ended in an error is one', () => {
  expect(parsed(recordOf('invariant', [forked]), false).failures).toEqual(['promise']);
  expect(parsed(recordOf('variant', [same], true), false).errors).toEqual(['not a number', 'not a number']);
});
