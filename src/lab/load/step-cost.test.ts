import { expect, it } from 'vitest';
import type { StepSlice } from '../../steps/step-plan.ts';
import { StepCost, sizeOf } from './step-cost.ts';

const table = {
  measuredOn: 'a test',
  entries: [
    ...[1, 3].flatMap((rows) => [10, 30].map((keys) => ({ rows, keys, ms: rows * 10 + keys }))),
    { rows: 9, keys: 10, ms: 200 },
  ],
  swapMs: 2,
};

it('costs what the table says, linear between its entries and beyond them', () => {
  const cost = new StepCost(table);
  expect(cost.ofSize({ rows: 1, keys: 10 })).toBe(20);
  expect(cost.ofSize({ rows: 2, keys: 20 })).toBe(40);
  expect(cost.ofSize({ rows: 3, keys: 50 })).toBe(80);
  expect(cost.ofSize({ rows: 6, keys: 10 })).toBe(120);
  // Nothing is known before the first entry, and no step is cheaper than the cheapest.
  expect(cost.ofSize({ rows: 1, keys: 0 })).toBe(20);
});

it('adds moves to host memory and back, and divides by the speed', () => {
  const slice: StepSlice = { request: 'a', start: 9, tokens: [1], blocks: [0], sample: 'last' };
  const moves = [
    { kind: 'swap-out', block: 1, host: 0 },
    { kind: 'copy', from: 1, to: 2 },
  ] as const;
  expect(new StepCost(table).of({ slices: [slice], moves })).toBe(22);
  expect(new StepCost(table, 2).of({ slices: [slice], moves })).toBe(11);
  expect(new StepCost(table).of({ slices: [], moves })).toBe(2);
});

it('charges lowered layers their part of what all of them take more or less, in the format that was measured', () => {
  const times = [
    { rows: 1, times: 0.5 },
    { rows: 3, times: 1.5 },
  ];
  const cost = new StepCost({ ...table, lowered: { to: 'q8', layers: 4, times } });
  const plan = (rows: number, to: 'q8' | 'q4', layers: readonly number[]) => ({
    slices: [
      {
        request: 'a',
        start: 9,
        tokens: Array(rows).fill(1),
        blocks: [0],
        sample: 'last',
      } satisfies StepSlice,
    ],
    lowered: { to, layers },
  });
  const share = (rows: number, to: 'q8' | 'q4', layers: readonly number[]) =>
    cost.of(plan(rows, to, layers)) / new StepCost(table).of(plan(rows, to, layers));
  expect(share(1, 'q8', [0, 1, 2, 3])).toBeCloseTo(0.5, 12);
  expect(share(1, 'q8', [3])).toBeCloseTo(0.875, 12);
  expect(share(2, 'q8', [3, 2])).toBeCloseTo(1, 12);
  // Beyond the last one as there.
  expect(share(9, 'q8', [0, 1, 2, 3])).toBeCloseTo(1.5, 12);
  expect(share(1, 'q4', [0, 1, 2, 3])).toBe(1);
});

it('sizes a step by its rows and by the keys that they attend to', () => {
  const slices: StepSlice[] = [
    { request: 'a', start: 4, tokens: [1, 2, 3], blocks: [0], sample: 'last' },
    { request: 'b', start: 8, from: 6, tokens: [1], blocks: [1], sample: 'last' },
  ];
  // 5, 6 and 7 keys, and 3 from its segment on.
  expect(sizeOf({ slices })).toEqual({ rows: 4, keys: 21 / 4 });
});

it('refuses a table that says nothing, or that steps are free', () => {
  expect(() => new StepCost({ ...table, entries: [] })).toThrow('expected at least one entry');
  const free = [{ rows: 1, keys: 2, ms: 0 }];
  expect(() => new StepCost({ ...table, entries: free })).toThrow('expected more than 0 ms, found 0');
});
