import { expect, it, test } from 'vitest';
import { INITIAL_SETUP } from '../../workbench/cases/setup.ts';
import type { Verdict } from '../../workbench/tester/verdict.ts';
import { claimOf } from './claim.ts';

const tested = {
  kind: 'tested',
  counterexample: null,
  check: { wrong: null },
  cases: 54,
  rows: [2, 9, 128],
  complete: true,
  milliseconds: 1,
} as unknown as Extract<Verdict, { readonly kind: 'tested' }>;
const claim = (verdict: Verdict, set: 'invariant' | 'variant' = 'invariant') =>
  claimOf(verdict, { hash: 'ab' }, { ...INITIAL_SETUP, set, parallelism: 16 });

test.each([true, false])('what held in the cases that were run, all of them or not: %s', (complete) => {
  expect(claim({ ...tested, complete })).toMatchObject({
    finding: { kind: 'held', cases: 54, most: 128, complete },
    wrong: false,
  });
});

it('follows the batch from the smallest M that was found, and is wrong where no rounding explains it', () => {
  const counterexample = { company: { rows: 9 }, check: { wrong: { element: 0 } } };
  expect(claim({ ...tested, counterexample } as unknown as Verdict)).toMatchObject({
    finding: { kind: 'follows', rows: 9 },
    wrong: true,
  });
});

it('names the parallelism where the plans follow it', () => {
  expect(claim(tested, 'variant')).toMatchObject({
    parallelism: 16,
    testedOn: expect.stringMatching(/plans of variant at parallelism 16$/),
  });
  expect(claim(tested)).toMatchObject({
    parallelism: null,
    testedOn: expect.stringMatching(/plans of invariant$/),
  });
});

it('says nothing of a text that was not run to an end', () => {
  expect(claim({ kind: 'refused', message: 'no' })).toBeNull();
});
