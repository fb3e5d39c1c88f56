import { expect, test } from 'vitest';
import { flameOf, neighbours } from './flame.ts';
import type { Span } from './spans.ts';

const span = (name: string, parent: number | null, begin: number, end: number): Span => ({
  ...{ name, parent, begin, end },
  ...{ lane: 'host', kind: 'host' },
});
const spans = [
  span('trace', null, 0, 200),
  span('request', 0, 0, 100),
  span('step', 1, 10, 60),
  span('plan', 2, 10, 35),
  span('commit', 2, 35, 60),
  span('tiny', 1, 60, 60.1),
  span('last', 1, 75, 100),
];

test('shows a span whole, and what it is made of below', () => {
  const { boxes, rows, hidden } = flameOf(spans, 1, 0.01);
  expect(boxes).toEqual([
    { index: 1, depth: 0, left: 0, width: 1 },
    { index: 2, depth: 1, left: 0.1, width: 0.5 },
    { index: 3, depth: 2, left: 0.1, width: 0.25 },
    { index: 4, depth: 2, left: 0.35, width: 0.25 },
    { index: 6, depth: 1, left: 0.75, width: 0.25 },
  ]);
  expect(rows).toBe(3);
  expect(hidden).toBe(1);
});

test('keys lead to neighbours in a row, up to what a span is part of and down to its first part', () => {
  const flame = flameOf(spans, 1, 0.01);
  expect(neighbours(flame, spans, 2)).toEqual({ left: null, right: 6, up: 1, down: 3 });
  expect(neighbours(flame, spans, 4)).toEqual({ left: 3, right: null, up: 2, down: null });
  expect(neighbours(flame, spans, 1), 'what is not drawn is not led to').toMatchObject({ up: null });
});

test('a span that took no time is a whole row', () => {
  expect(flameOf([span('none', null, 5, 5)], 0, 0.01).boxes).toEqual([
    { index: 0, depth: 0, left: 0, width: 1 },
  ]);
});
