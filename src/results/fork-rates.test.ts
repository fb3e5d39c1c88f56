import { expect, test } from 'vitest';
import { allOperations } from '../numerics/sets/kernel-sets.ts';
import type { KernelSet } from '../numerics/sets/sets.ts';
import { forkRates } from './fork-rates.ts';
import type { ArmRecord } from './record.ts';

const arm = (kernels: KernelSet, batch: number, tokens: readonly number[]): ArmRecord =>
  ({
    ...{ name: 'any', kernels: allOperations(kernels), dtype: 'bf16', weights: 'stored', parallelism: 64 },
    requests: [
      { id: 'p', role: 'probe', tokens },
      ...Array.from({ length: batch - 1 }, (_, i) => ({ id: `n${i}`, role: 'noise', tokens: [] })),
    ],
  }) as unknown as ArmRecord;

const ARMS = [
  ...[arm('variant', 1, [1, 2]), arm('variant', 3, [1, 2]), arm('variant', 4, [1, 3])],
  ...[arm('variant', 8, [1, 3]), arm('variant', 5, [1, 4]), arm('variant', 6, [1, 2])],
  ...[arm('invariant', 1, [7]), arm('invariant', 4, [7]), arm('invariant', 16, [7])],
];

test('counts answers other than the most common of a row, by doublings of the batch', () => {
  expect(forkRates(ARMS)).toMatchObject({
    sizes: [
      { from: 1, to: 1 },
      { from: 3, to: 4 },
      { from: 5, to: 8 },
      { from: 9, to: 16 },
    ],
    rows: [
      {
        probe: 'p',
        rates: [
          { batches: 1, otherwise: 0 },
          { batches: 2, otherwise: 1 },
          { batches: 3, otherwise: 2 },
          null,
        ],
      },
      { rates: [{ batches: 1, otherwise: 0 }, { batches: 1, otherwise: 0 }, null, { otherwise: 0 }] },
    ],
  });
});

test('says nothing of fewer than three arms alike, nor where all batches are of one size', () => {
  expect(forkRates(ARMS.slice(0, 2))).toBeNull();
  expect(forkRates([1, 2, 3].map((token) => arm('variant', 4, [token])))).toBeNull();
});
