import { expect, test } from 'vitest';
import { KeptLogits, keptRows } from './kept-logits.ts';

const LIMITS = { maxBufferSize: 2 ** 28, maxStorageBufferBindingSize: 2 ** 27 };
const places = (position: number, ...requests: string[]) =>
  requests.map((request) => ({ request, position }));

test.each([
  ['everyone of a small vocabulary: four steps', undefined, 1024, 40, 160],
  ['one probe of a large one: four steps', ['p'], 151_936, 40, 4],
  ['twenty requests of a large one: two steps, whatever their sizes', undefined, 151_936, 20, 59],
  ['more than that: still two, since one is computed ahead', undefined, 151_936, 70, 209],
  ['more than the adapter binds: the step under way', undefined, 151_936, 128, 128],
  ['no more rows than a step samples', ['a', 'b', 'c'], 1024, 2, 8],
  ['nobody', [], 1024, 40, 0],
])('%s', (_, of, vocabulary, sampled, expected) => {
  const logits = of && { of, withSteps: false };
  expect(keptRows({ ...(logits && { logits }) }, vocabulary, sampled, LIMITS)).toBe(expected);
});

test('a step takes consecutive rows, from the beginning where there is no room behind the last', () => {
  const kept = new KeptLogits(5, {});
  expect(kept.take(places(7, 'a', 'b'))).toMatchObject({ first: 0, count: 2 });
  expect(kept.take(places(8, 'a', 'b'))).toMatchObject({ first: 2, count: 2 });
  expect(kept.take(places(9, 'a', 'b'))).toMatchObject({ first: 0, count: 2 });
  expect(kept.find({ request: 'b', position: 7 })).toBeNull();
  expect(kept.find({ request: 'b', position: 8 })).toMatchObject({ row: 3 });
  expect(kept.find({ request: 'b', position: 9 })).toMatchObject({ row: 1 });
});

test('what a step that was thrown away left is found no more', () => {
  const kept = new KeptLogits(4, {});
  kept.take(places(4, 'x'));
  kept.take(places(5, 'a', 'b', 'c'));
  kept.take(places(5, 'a', 'b', 'c'));
  expect(kept.find({ request: 'c', position: 5 })).toMatchObject({ row: 2 });
  kept.take(places(6, 'a', 'b', 'c'));
  expect(kept.find({ request: 'c', position: 5 })).toBeNull();
});

test('of requests that are not named no row is kept, and of one that comes twice the later is found', () => {
  const kept = new KeptLogits(4, { logits: { of: ['b', 'c'], withSteps: false } });
  const { rows, count } = kept.take(places(3, 'a', 'b', 'd', 'c'));
  expect(rows.map((row) => row?.row)).toEqual([undefined, 0, undefined, 1]);
  expect(count).toBe(2);
  expect(kept.find({ request: 'a', position: 3 })).toBeNull();
  kept.take(places(3, 'b'));
  kept.take(places(4, 'c'));
  expect(kept.find({ request: 'b', position: 3 })).toMatchObject({ row: 2 });
  kept.take(places(5, 'b'));
  expect(kept.find({ request: 'b', position: 3 })).toMatchObject({ row: 2 });
});

test('what a step gave is known of the rows that it still has', () => {
  const kept = new KeptLogits(1, {});
  const first = kept.take(places(1, 'a'));
  const second = kept.take(places(2, 'a'));
  const result = { token: 5 } as never;
  first.rows[0]!.result = result;
  expect(kept.find({ request: 'a', position: 2 })!.result).toBeNull();
  second.rows[0]!.result = result;
  expect(kept.find({ request: 'a', position: 2 })!.result).toBe(result);
});
