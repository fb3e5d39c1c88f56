import { expect, test } from 'vitest';
import { allOperations } from '../numerics/sets/kernel-sets.ts';
import { forkRateLines } from './fork-rates.ts';

test('a row is a line, with a rate for each size of batch that there was', () => {
  const row = { probe: 'p', kernels: allOperations('variant'), dtype: 'bf16' } as const;
  const sizes = [
    { from: 1, to: 1 },
    { from: 3, to: 4 },
    { from: 5, to: 8 },
  ];
  const rates = [{ batches: 1, otherwise: 0 }, null, { batches: 1200, otherwise: 3 }];
  expect(forkRateLines({ sizes, rows: [{ ...row, rates }] }).slice(1)).toEqual([
    '  p, variant, bf16: 1: 0 of 1; 5 to 8: 3 of 1,200',
  ]);
});
