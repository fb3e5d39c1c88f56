import fc from 'fast-check';
import { expect, test } from 'vitest';
import { portableLogSumExp } from './log-sum-exp.ts';

test('a logarithm of a sum of exponentials over several slices is the exact one but for its rounding', () => {
  const rows = fc.array(fc.float({ min: -30, max: 30, noNaN: true }), { minLength: 1, maxLength: 2600 });
  fc.assert(
    fc.property(rows, (values) => {
      const logits = Float32Array.from(values);
      const highest = Math.max(...logits);
      const exact = highest + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - highest), 0));
      expect(Math.abs(portableLogSumExp(logits, highest) - exact)).toBeLessThan(4e-6);
    }),
    { numRuns: 60 },
  );
});

test('tokens 64 and 192 share a lane that token 0 is not in: two halves of a unit are added before they meet 1', () => {
  const logits = new Float32Array(1024).fill(-100);
  logits[0] = 0;
  // e^-16.64 is just below half a unit of 1.
  logits[64] = -16.64;
  logits[192] = -16.64;
  expect(portableLogSumExp(logits, 0)).toBeCloseTo(2 ** -23, 12);
});
