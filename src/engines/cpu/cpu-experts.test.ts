import { expect, test } from 'vitest';
import { replayArithmetic } from './arithmetic.ts';
import { chooseExperts, mixed } from './cpu-experts.ts';

const arithmetic = replayArithmetic('f32', 'unfused');
const choose = (scores: readonly number[], perToken: number, normalised: boolean) =>
  chooseExperts(arithmetic, Float32Array.from(scores), { count: scores.length, perToken, normalised });

test('the highest scores, the lower id where two are equal, by increasing id', () => {
  const ids = (scores: readonly number[], perToken: number) =>
    choose(scores, perToken, true).map(({ expert }) => expert);
  expect(ids([0, 3, 1, 2], 2)).toEqual([1, 3]);
  expect(ids([1, 2, 2, 2], 2)).toEqual([1, 2]);
  expect(ids([5, 5, 5, 5], 3)).toEqual([0, 1, 2]);
  // Which exp would make equal.
  expect(ids([-200, -199, 0, -198], 2)).toEqual([2, 3]);
});

test('weights sum to 1 where they are scaled, and are parts of the softmax where not', () => {
  const sum = (normalised: boolean) =>
    choose([0.3, -0.2, 0.9, 0.1], 2, normalised).reduce((total, { weight }) => total + weight, 0);
  expect(sum(true)).toBeCloseTo(1, 6);
  expect(sum(false)).toBeCloseTo(
    (Math.exp(0.9) + Math.exp(0.3)) / (Math.exp(0.3) + Math.exp(-0.2) + Math.exp(0.9) + Math.exp(0.1)),
    6,
  );
});

test('what is left out adds nothing, and with nothing left the sum is zero', () => {
  const choices = [
    { expert: 0, weight: 0.5 },
    { expert: 3, weight: 0.25 },
  ];
  const given = [Float32Array.of(2, 4), Float32Array.of(8, -8)];
  expect([...mixed(arithmetic, 2, choices, given)]).toEqual([3, 0]);
  expect([...mixed(arithmetic, 2, choices, [null, given[1]])]).toEqual([2, -2]);
  expect([...mixed(arithmetic, 2, choices, [null, null])]).toEqual([0, 0]);
});
