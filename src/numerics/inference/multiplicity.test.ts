import { expect, test } from 'vitest';
import { benjaminiHochberg, holm } from './multiplicity.ts';

const P = [0.01, 0.02, 0.03, 0.04, 0.05, 0.001, 0.3, 0.9];

// R 4.2.2, p.adjust.
test.each([
  ['Holm', holm, [0.07, 0.12, 0.15, 0.16, 0.16, 0.008, 0.6, 0.9]],
  [
    'Benjamini and Hochberg',
    benjaminiHochberg,
    [0.04, 0.0533333333333333, 0.06, 0.064, 0.0666666666666667, 0.008, 0.342857142857143, 0.9],
  ],
])('%s', (_, adjust, expected) => {
  adjust(P).forEach((p, i) => {
    expect(p).toBeCloseTo(expected[i], 12);
  });
  expect(adjust([])).toEqual([]);
  expect(adjust([0.8, 1, 1])).toEqual([1, 1, 1]);
  expect(() => adjust([0.5, Number.NaN])).toThrow(RangeError);
});

test('the fifteen of Benjamini and Hochberg 1995, section 4.1: Holm rejects three, they four', () => {
  const p = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
    0.759, 1,
  ];
  expect(holm(p).filter((each) => each <= 0.05)).toHaveLength(3);
  expect(benjaminiHochberg(p).filter((each) => each <= 0.05)).toHaveLength(4);
});
