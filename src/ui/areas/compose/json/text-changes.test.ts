import { ChangeSet, Text } from '@codemirror/state';
import { expect, test } from 'vitest';
import { createRandom } from '../../../../experiment/random.ts';
import { changesBetween } from './text-changes.ts';

const changed = (from: string, to: string) =>
  ChangeSet.of(changesBetween(from, to), from.length)
    .apply(Text.of(from.split('\n')))
    .toString();

test('only what differs is changed', () => {
  const [from, to] = ['{"a": 1,\n"b": 2}', '{"a": 1,\n"b": 33}'];
  expect(changesBetween(from, to)).toEqual([{ from: 14, to: 15, insert: '33' }]);
  expect(changed(from, to)).toBe(to);
});

test('a megabyte that becomes another text holds up nobody', () => {
  const random = createRandom(1);
  const letters = (count: number) =>
    Array.from({ length: count }, () => String.fromCharCode(97 + random.below(26))).join('');
  const [long, short] = [letters(1_000_000), letters(3_000)];
  const start = performance.now();
  expect(changed(long, short)).toBe(short);
  expect(changed(short, long)).toBe(long);
  // It took 18 seconds; the search alone is told to end after a tenth of one.
  expect(performance.now() - start).toBeLessThan(5_000);
});
