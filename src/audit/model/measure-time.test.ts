import { expect, it } from 'vitest';
import { isTensorWork, timeAudit } from './measure-time.ts';

const times = [
  { operation: 'head', milliseconds: 3 },
  { operation: 'norm', milliseconds: 1 },
  { operation: 'head', milliseconds: 5 },
  { operation: 'norm', milliseconds: 1 },
];

it('shares a step out among products, other kernels and what is outside them', () => {
  // Two steps of 4 + 1 ms of kernels, in 10 ms.
  expect(timeAudit(times, 2, 10)).toEqual({
    ...{ batch: 8, tensor: 0.4, movement: 0.1, overhead: 0.5 },
    operations: [
      { operation: 'head', share: 0.4 },
      { operation: 'norm', share: 0.1 },
    ],
  });
});

it('leaves nothing outside where kernels apart take longer than the step', () => {
  const { tensor, movement, overhead } = timeAudit(times, 2, 4);
  expect(tensor + movement).toBeCloseTo(1, 12);
  expect(overhead).toBeCloseTo(0, 12);
});

it('takes products and attention for tensor work, and what moves or normalises for none', () => {
  const names = ['qkv', 'o', 'gate_up', 'down', 'head', 'attention', 'router'];
  expect(names.every(isTensorWork)).toBe(true);
  expect(['embed', 'norm', 'q', 'residual', 'swiglu', 'sample_slices', 'tell'].some(isTensorWork)).toBe(
    false,
  );
});
