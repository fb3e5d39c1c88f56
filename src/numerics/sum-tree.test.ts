import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { f32Bits } from './bits.ts';
import { matmulPlan } from './matmul-plan.ts';
import { replaySum } from './replay.ts';
import { rmsnormPlan } from './rmsnorm-plan.ts';
import { KERNEL_SETS } from './sets/sets.ts';
import { type SumNode, sumTree } from './sum-tree.ts';

const float = fc.float({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
const terms = (length: number) => fc.array(float, { minLength: length, maxLength: length });
const sizes = fc.constantFrom(1, 3, 36, 64, 65, 160, 352);

describe('sumTree', () => {
  it('ends in the bits of the replay, whatever the plan', () => {
    const cases = sizes.chain((size) =>
      fc.record({
        a: terms(size),
        b: terms(size),
        set: fc.constantFrom(...KERNEL_SETS),
        rows: fc.constantFrom(1, 2, 9, 64),
        rule: fc.constantFrom('fused' as const, 'unfused' as const),
      }),
    );
    fc.assert(
      fc.property(cases, ({ a, b, set, rows, rule }) => {
        const [x, w] = [Float32Array.from(a), Float32Array.from(b)];
        const matmul = matmulPlan(set, { rows, terms: x.length, columns: 64, parallelism: 64 });
        for (const plan of [matmul, rmsnormPlan(set, rows, x.length)]) {
          const { root } = sumTree(plan, rule, x, w);
          expect(f32Bits(root.value)).toBe(f32Bits(replaySum(plan, rule, x, 0, w, 0)));
        }
      }),
      { numRuns: 150 },
    );
  });

  it('takes every term once and accounts for every rounding', () => {
    const x = Float32Array.from({ length: 160 }, (_, i) => Math.fround(Math.sin(i) * 3));
    const w = Float32Array.from({ length: 160 }, (_, i) => Math.fround(Math.cos(2 * i)));
    const plan = matmulPlan('invariant', { rows: 5, terms: 160, columns: 64, parallelism: 64 });
    const { root, chunks } = sumTree(plan, 'unfused', x, w);
    expect(chunks).toHaveLength(plan.chunks.length);
    expect(termsOf(root).toSorted((a, b) => a - b)).toEqual(Array.from(x, (_, i) => i));
    // Sums of f64 values of like size: what remains is f64 rounding.
    expect(root.value - root.exact).toBeCloseTo(errorsOf(root), 12);
    expect(errorsOf(root)).not.toBe(0);
  });

  it('refuses another number of terms than the plan has', () => {
    const plan = rmsnormPlan('invariant', 1, 8);
    expect(() => sumTree(plan, 'fused', new Float32Array(8), new Float32Array(7))).toThrow(
      /8 terms.*8 and 7/,
    );
  });
});

function termsOf(node: SumNode): number[] {
  return node.kind === 'lane'
    ? node.steps.map(({ term }) => term)
    : [...termsOf(node.left), ...termsOf(node.right)];
}

function errorsOf(node: SumNode): number {
  return node.kind === 'lane' ? node.error : node.error + errorsOf(node.left) + errorsOf(node.right);
}
