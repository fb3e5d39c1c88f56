import { expect, it } from 'vitest';
import { type CaseSetup, INITIAL_SETUP, MOST_ROWS } from '../../../workbench/cases/setup.ts';
import type { Point } from '../../../workbench/points/point.ts';
import { sweepRuns, sweepWords } from './sweep-facts.ts';

const setup: CaseSetup = { ...INITIAL_SETUP, dimensions: { terms: 432, columns: 70 } };

function pointsOf(hashOf: (rows: number) => string): Record<number, Point> {
  const base = { elements: 70, differing: 0, maxUlp: 0, first: null, check: null };
  return Object.fromEntries(
    Array.from({ length: MOST_ROWS }, (_, i) => [
      i + 1,
      { ...base, rows: i + 1, hash: hashOf(i + 1), alone: hashOf(1) },
    ]),
  );
}

it('before a sweep runs are those of plans, with no result', () => {
  const runs = sweepRuns(setup, {});
  expect(runs.map(({ from, to, result }) => [from, to, result])).toEqual([
    [1, 1, null],
    [2, 32, null],
    [33, 64, null],
    [65, 96, null],
    [97, 128, null],
  ]);
  expect(sweepWords(setup, {}, 'webgpu')).toEqual([]);
});

it('keeps the first letter for M = 1, whichever M were run', () => {
  const points = pointsOf((rows) => (rows === 1 ? 'one' : 'few'));
  expect(sweepRuns(setup, { 8: points[8] }).find(({ result }) => result !== null)).toMatchObject({
    result: 1,
  });
});

it('names where bits change, and where a plan changes and no bit does', () => {
  const points = pointsOf((rows) => (rows === 1 ? 'one' : rows < 65 ? 'few' : 'many'));
  expect(sweepRuns(setup, points).map(({ result }) => result)).toEqual([0, 1, 1, 2, 2]);
  const words = sweepWords(setup, points, 'webgpu').join(' ');
  expect(words).toContain('3 different results for the same row (A to C) on this device');
  expect(words).toContain('change at M = 2 and 65.');
  expect(words).toContain('nothing else changes them');
  expect(words).toContain('At M = 33 and 97 the plan changes and no bit does.');
});

it('says it where bits change under one plan', () => {
  const words = sweepWords(
    setup,
    pointsOf((rows) => (rows === 5 ? 'odd' : 'same')),
    'webgpu',
  ).join(' ');
  expect(words).toContain('At M = 5 and 6 the bits change under one plan');
});

it('one result for all is said as such, with the plans that change all the same', () => {
  const points = pointsOf(() => 'same');
  expect(sweepWords({ ...setup, set: 'invariant' }, points, 'webgpu')).toHaveLength(1);
  expect(sweepWords(setup, points, 'cpu').join(' ')).toContain('The plan changes 4 times all the same');
});
