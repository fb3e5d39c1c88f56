import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tuningFor } from '../../gpu/tuning.ts';
import { sumsTo } from '../epilogues.ts';
import { fastMatmul } from './matmul.ts';

const GPU = tuningFor(false);
const SOFTWARE = tuningFor(true);
const productOf = (rows: number, columns = 960, terms = 576) => ({
  rows,
  columns,
  groups: Math.ceil(terms / 4),
  quads: Math.ceil(columns / 4),
});

describe('fastMatmul', () => {
  test.each([
    [1, 'lanes1'],
    [2, 'lanes2'],
    [8, 'lanes8'],
    [9, 'staged32'],
    [33, 'staged64'],
  ])('on a GPU M = %i takes %s', (rows, form) => {
    expect(fastMatmul(productOf(rows), GPU, 32).form).toMatch(new RegExp(`^${form}[x+]`));
  });

  test.each([
    [1, 'block1x1'],
    [7, 'block8x1'],
    [512, 'block8x1'],
  ])('on a software adapter M = %i takes %s, with no partial sums', (rows, form) => {
    expect(fastMatmul(productOf(rows), SOFTWARE, 4)).toMatchObject({ form: `${form}+sums`, parts: 1 });
  });

  test('its parts cover K once, and its workgroups all rows and columns', () => {
    const sizes = fc.record({
      rows: fc.integer({ min: 9, max: 600 }),
      columns: fc.integer({ min: 1, max: 50_000 }),
      terms: fc.integer({ min: 1, max: 20_000 }),
    });
    fc.assert(
      fc.property(sizes, ({ rows, columns, terms }) => {
        const product = productOf(rows, columns, terms);
        const { parts, call, form } = fastMatmul(product, GPU, 32);
        const { params = {}, workgroups } = call({ x: 0, weights: [0], bounds: 0, ends: sumsTo(0) });
        const [across, down = 1] = workgroups;
        const each = params.groups_per_part;
        expect(parts * each).toBeGreaterThanOrEqual(product.groups);
        expect((parts - 1) * each).toBeLessThan(product.groups);
        expect(across * 16).toBeGreaterThanOrEqual(product.quads);
        expect(down * Number.parseInt(form.replace('staged', ''), 10)).toBeGreaterThanOrEqual(rows);
      }),
    );
  });

  test('a workgroup needs no more memory than every adapter has, and is made of whole subgroups', () => {
    for (const subgroup of [1, 4, 8, 16, 32, 64]) {
      for (let rows = 1; rows <= 8; rows++) {
        for (const terms of [4, 128, 576, 8192]) {
          const { constants = {} } = fastMatmul(productOf(rows, 960, terms), GPU, subgroup).source({});
          const { THREADS, QUADS, ROWS, SUBGROUP = 1 } = constants;
          expect(THREADS % Math.max(SUBGROUP, QUADS)).toBe(0);
          expect((THREADS / Math.max(SUBGROUP, QUADS)) * ROWS * QUADS * 16).toBeLessThanOrEqual(16_384);
        }
      }
    }
  });
});
