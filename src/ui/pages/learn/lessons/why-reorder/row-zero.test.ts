import { describe, expect, test } from 'vitest';
import { countDifferingBits } from '../../../../../numerics/bits.ts';
import { matmulPlan } from '../../../../../numerics/matmul-plan.ts';
import { rowTerms, rowUnder, scanRows, stretchAt } from './row-zero.ts';

const shape = { terms: 512, columns: 512, parallelism: 64 };
const terms = rowTerms(shape);

describe('row 0 as M slides', () => {
  test('variant: the bits follow M, at the tile boundaries of the rule', () => {
    const stretches = scanRows('variant', shape, terms);
    expect(stretches.map(({ first }) => first)).toEqual([1, 2, 9, 33, 65]);
    expect(stretches.map(({ plan }) => plan.chunks.length)).toEqual([1, 8, 4, 2, 1]);
    expect(new Set(stretches.map(({ bits }) => bits)).size).toBe(5);
    expect(stretches[0].differing).toBe(0);
    for (const { differing } of stretches.slice(1)) expect(differing).toBeGreaterThan(terms.outputs / 4);
  });

  test.each(['invariant', 'pinned'] as const)('%s: one stretch', (set) => {
    const [only, ...more] = scanRows(set, shape, terms);
    expect(more).toEqual([]);
    expect(only).toMatchObject({ first: 1, last: 128, bits: 0, differing: 0 });
  });

  test('a stretch holds what its plan gives at every M in it', () => {
    const stretches = scanRows('variant', shape, terms);
    const alone = rowUnder(matmulPlan('variant', { ...shape, rows: 1 }), terms);
    for (const rows of [1, 2, 8, 9, 32, 33, 128]) {
      const row = rowUnder(matmulPlan('variant', { ...shape, rows }), terms);
      expect(stretchAt(stretches, rows).differing).toBe(countDifferingBits(alone, row));
    }
  });

  test('stretches cover 1 to 128 without a gap, for an awkward shape too', () => {
    const awkward = { terms: 300, columns: 70, parallelism: 17 };
    const stretches = scanRows('variant', awkward, rowTerms(awkward));
    expect(stretches[0].first).toBe(1);
    expect(stretches.at(-1)?.last).toBe(128);
    stretches.slice(1).forEach(({ first }, i) => {
      expect(first).toBe(stretches[i].last + 1);
    });
  });

  test('outputs wide enough for every tile leave nothing to split: one plan for all M above 1', () => {
    const wide = { terms: 256, columns: 4096, parallelism: 64 };
    const stretches = scanRows('variant', wide, rowTerms(wide));
    expect(stretches.map(({ first }) => first)).toEqual([1, 2]);
  });
});
