import { expect, test } from 'vitest';
import { standardError, varianceComponents } from './variance-components.ts';

const TABLE = [
  [12.3, 14.4, 11.5, 12.6],
  [14.5, 16.8, 13.7, 16.6],
  [10.1, 11.8, 7.3, 9.9],
  [20.2, 21.4, 19.9, 21.3],
  [10.1, 13.1, 10.2, 10.8],
];

test('components from the mean squares that R 4.2.2’s anova(lm(y ~ task + seed)) prints: 75.065, 7.98183, 0.469333', () => {
  const found = varianceComponents([TABLE]);
  expect(found.mean).toBeCloseTo(13.925, 10);
  expect(found.tasks).toBeCloseTo((75.06499999999997 - 0.46933333333333) / 4, 10);
  expect(found.seeds).toBeCloseTo((7.98183333333333 - 0.46933333333333) / 5, 10);
  expect(found.residual).toBeCloseTo(0.46933333333333, 10);
});

test('more seeds do not make up for few tasks', () => {
  const found = varianceComponents([TABLE]);
  expect(standardError(found, { tasks: 5, seeds: 4 }) ** 2).toBeCloseTo(
    found.tasks / 5 + found.seeds / 4 + found.residual / 20,
    12,
  );
  expect(standardError(found, { tasks: 5, seeds: 1e9 })).toBeCloseTo(Math.sqrt(found.tasks / 5), 6);
});

test('no component is below 0', () => {
  expect(
    varianceComponents([
      [
        [1, 2],
        [2, 1],
      ],
    ]),
  ).toMatchObject({ tasks: 0, seeds: 0 });
});

test('refuses tables with holes and of one row', () => {
  expect(() => varianceComponents([[[1, 2]]])).toThrow(RangeError);
  expect(() => varianceComponents([[[1, 2], [1]]])).toThrow(RangeError);
  expect(() =>
    varianceComponents([
      [
        [1, 2],
        [1, Number.NaN],
      ],
    ]),
  ).toThrow(RangeError);
  expect(() => varianceComponents([TABLE, TABLE.slice(1)])).toThrow(RangeError);
  expect(() => varianceComponents([])).toThrow(RangeError);
});

test('mean squares of several tables are pooled, and only what is left below 0 after that is 0', () => {
  const shifted = TABLE.map((row) => row.map((value) => value + 100));
  const [alone, pooled] = [varianceComponents([TABLE]), varianceComponents([TABLE, shifted])];
  expect(pooled.mean).toBeCloseTo(alone.mean + 50, 10);
  for (const part of ['tasks', 'seeds', 'residual'] as const)
    expect(pooled[part]).toBeCloseTo(alone[part], 8);
  const [crossed, level] = [
    [
      [0, 2],
      [2, 0],
    ],
    [
      [0, 0],
      [2, 2],
    ],
  ];
  // Mean squares 0, 0, 4 and 4, 0, 0: of the two together 2, 0, 2.
  expect(varianceComponents([crossed, level])).toMatchObject({ tasks: 0, seeds: 0, residual: 2 });
});
