import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OPERATIONS } from '../../numerics/operations.ts';
import { allOperations, haveOneMath, mathOf } from '../../numerics/sets/kernel-sets.ts';
import { KERNEL_SETS } from '../../numerics/sets/sets.ts';
import { withSet } from './choose-set.ts';

const MIXED = { matmul: 'variant', rmsnorm: 'pinned', attention: 'invariant' } as const;

test('portable chosen for one operation is chosen for all, and left for one leaves invariant to the others', () => {
  expect(withSet(MIXED, 'rmsnorm', 'portable')).toEqual(allOperations('portable'));
  expect(withSet(allOperations('portable'), 'rmsnorm', 'variant')).toEqual({
    ...{ matmul: 'invariant', rmsnorm: 'variant', attention: 'invariant' },
  });
});

test('whatever is chosen after whatever else, an arm keeps one arithmetic and gets what was chosen', () => {
  const choice = fc.tuple(fc.constantFrom(...OPERATIONS), fc.constantFrom(...KERNEL_SETS));
  fc.assert(
    fc.property(fc.array(choice, { minLength: 1, maxLength: 8 }), (choices) => {
      const [operation, set] = choices.at(-1)!;
      const kernels = choices.reduce((before, each) => withSet(before, ...each), allOperations('variant'));
      expect(kernels[operation]).toBe(set);
      expect(haveOneMath(kernels)).toBe(true);
    }),
  );
  expect(mathOf(withSet(MIXED, 'matmul', 'variant'))).toBe('native');
  expect(withSet(MIXED, 'matmul', 'split-k')).toEqual({ ...MIXED, matmul: 'split-k' });
});
