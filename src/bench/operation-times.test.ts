import { expect, test } from 'vitest';
import { tuningFor } from '../gpu/tuning.ts';
import { planForms } from '../kernels/forms.ts';
import { syntheticCheckpoint } from '../model/testing/synthetic.ts';
import { caseSpec, caseStep } from './bench-case.ts';
import { operationTimes } from './operation-times.ts';
import { operationWork } from './operation-work.ts';

const pass = (operation: string, milliseconds: number) => ({ operation, milliseconds });

test('sums the layers of each step, takes the median over steps, and shares the total out', () => {
  const steps = [1, 3, 2].map((time) => [pass('qkv', time), pass('attention', 4), pass('qkv', time)]);
  const work = new Map([['qkv', { bytes: 1e6, operations: 4e6 }]]);
  // Copying 1 MB takes 0.5 ms, 4 M operations take 1 ms: the latter binds, and 4 ms were spent.
  const found = operationTimes(steps, work, { copy: 2e9, multiplyAdd: 4e9 });
  expect(found).toEqual([
    { operation: 'qkv', milliseconds: 4, dispatches: 2, share: 0.5, ofLimit: 0.25, boundBy: 'arithmetic' },
    { operation: 'attention', milliseconds: 4, dispatches: 1, share: 0.5, ofLimit: null, boundBy: null },
  ]);
});

test('the work of a decode step, counted by hand for two rows', () => {
  const shape = {
    hiddenSize: 8,
    layers: 3,
    heads: 2,
    kvHeads: 1,
    headDim: 4,
    intermediateSize: 16,
    vocabSize: 32,
  };
  const checkpoint = syntheticCheckpoint(shape, { seed: 1, dtype: 'BF16' });
  const benchCase = { phase: 'decode', batch: 2, positions: 10 } as const;
  const work = operationWork(
    checkpoint,
    caseSpec(benchCase, 'invariant', 'f32'),
    caseStep(benchCase, 32),
    planForms(tuningFor(true)),
  );
  // Per layer 8 x 16 weights of two bytes; each row reads 8 and writes 16 values of four.
  expect(work.get('qkv')).toEqual({ bytes: 3 * (256 + 2 * (32 + 64)), operations: 3 * 2 * 2 * 8 * 16 });
  // Both rows see ten keys of one head of four: keys and values, then the queries and the output.
  expect(work.get('attention')).toEqual({
    bytes: 3 * (2 * 20 * 4 * 4 + 2 * 8 * 8),
    operations: 3 * 4 * 20 * 8,
  });
  expect(work.get('head')).toEqual({ bytes: 8 * 32 * 2 + 2 * (32 + 128), operations: 2 * 2 * 8 * 32 });
});
