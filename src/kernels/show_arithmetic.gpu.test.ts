import { expect, test } from 'vitest';
import { describeOnGpu } from '../gpu/testing/describe-on-gpu.ts';
import { MULTIPLY_ADD } from '../numerics/fma.ts';
import { exp, mulAdd } from '../numerics/portable/portable-math.ts';
import { randomValues } from '../numerics/testing/arbitraries.ts';
import { showArithmetic } from './show_arithmetic.ts';

await describeOnGpu('what a lesson shows of this adapter', (gpu) => {
  test('what is portable has the bits of the twin, and what is not follows a rule or comes near', async () => {
    const a = [...randomValues(100, 1)];
    const b = [...randomValues(100, 2)];
    // c all but cancels the product: what is left is what a fused one keeps.
    const c = a.map((x, i) => -Math.fround(x * b[i]));
    const shown = await showArithmetic(gpu, { a, b, c });
    expect(shown.barrier).toEqual(a.map((x, i) => mulAdd(x, b[i], c[i])));
    expect(shown.portableExp).toEqual(a.map(exp));
    for (const way of [shown.written, shown.fma])
      way.forEach((value, i) => {
        const rules = Object.values(MULTIPLY_ADD).map((rule) => rule(a[i], b[i], c[i]));
        expect(rules).toContain(value);
      });
    shown.exp.forEach((value, i) => {
      expect(Math.abs(value / Math.exp(a[i]) - 1)).toBeLessThan((4 + 2 * Math.abs(a[i])) * 2 ** -23);
    });
  });
});
