import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attentionPlan, decodingStep } from './attention-plan.ts';
import { f32Bits } from './bits.ts';
import { matmulPlan } from './matmul-plan.ts';
import type { SumPlan } from './plan.ts';
import { replaySum } from './replay.ts';
import { rmsnormPlan } from './rmsnorm-plan.ts';
import { sameTree } from './same-tree.ts';
import { randomValues } from './testing/arbitraries.ts';

const HEADS = { headDim: 32, heads: 1, kvHeads: 1, parallelism: 8 };

const norm = (rows: number, terms: number) => rmsnormPlan('variant', rows, terms);
const product = (rows: number, terms: number, columns = 64) =>
  matmulPlan('variant', { rows, terms, columns, parallelism: 64 });
const decoding = (decodeRows: number, keys = 200) =>
  attentionPlan('variant', { keys, cached: keys - 1, decode: true }, decodingStep(HEADS, decodeRows, keys));
const prefilling = (cached: number, keys = 200) =>
  attentionPlan('variant', { keys, cached, decode: false }, decodingStep(HEADS, 0, keys));

describe('sameTree', () => {
  test('at K = 128 the lanes of RMSNorm add the same pairs from 256 down to 64', () => {
    expect(sameTree(norm(1, 128), norm(5, 128))).toBe(true);
    expect(sameTree(norm(5, 128), norm(17, 128))).toBe(true);
    expect(sameTree(norm(17, 128), norm(65, 128))).toBe(false);
    expect(sameTree(norm(1, 256), norm(5, 256))).toBe(true);
    expect(sameTree(norm(1, 256), norm(17, 256))).toBe(false);
    expect(sameTree(norm(1, 257), norm(5, 257))).toBe(false);
  });

  test('products differ where their chunks or lanes do, and only there', () => {
    expect(sameTree(product(1, 512), product(2, 512))).toBe(false);
    expect(sameTree(product(2, 512), product(8, 512))).toBe(true);
    expect(sameTree(product(9, 512), product(129, 512))).toBe(false);
    // One term to a lane.
    expect(sameTree(product(1, 2), product(2, 2))).toBe(true);
  });

  test('attention differs where its splits do; a split of a single key is no other tree', () => {
    expect(sameTree(decoding(1), decoding(9))).toBe(false);
    expect(sameTree(decoding(9), decoding(17))).toBe(true);
    expect(sameTree(prefilling(0), prefilling(136))).toBe(false);
    expect(sameTree(prefilling(0), prefilling(199))).toBe(true);
    expect(sameTree(prefilling(0), norm(1, 128))).toBe(false);
  });

  test('unfused, the same tree gives the same bits', () => {
    const plans = (terms: number): SumPlan[] => [
      ...[1, 5, 17, 65].map((rows) => norm(rows, terms)),
      ...[1, 2, 9, 33].map((rows) => product(rows, terms)),
    ];
    let same = 0;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(1000), (terms, seed) => {
        const x = randomValues(terms, seed);
        const all = plans(terms);
        for (const a of all) {
          for (const b of all) {
            if (a.operation !== b.operation || !sameTree(a, b)) continue;
            same += a === b ? 0 : 1;
            const [bitsA, bitsB] = [a, b].map((plan) => f32Bits(replaySum(plan, 'unfused', x, 0, x, 0)));
            expect(bitsA).toBe(bitsB);
          }
        }
      }),
      { numRuns: 60 },
    );
    expect(same).toBeGreaterThan(100);
  });
});
