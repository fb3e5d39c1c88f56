import { expect, it } from 'vitest';
import { pairKeyOf, positionKeyOf } from './compare-reports.ts';

it('gives plain names a key to read', () => {
  const pair = { a: 'alone', b: 'company', probe: 'p' };
  expect(pairKeyOf(pair)).toBe('alone/company/p');
  expect(positionKeyOf({ ...pair, position: 3, forced: true })).toBe('alone/company/p/3/forced');
});

it('gives two pairs two keys, whatever their arms are called', () => {
  const names = ['x', 'x/y', 'y', 'y/z', 'z', '/', '~1', '~', 'x~1y'];
  const pairs = names.flatMap((a) => names.map((b) => ({ a, b, probe: 'p' })));
  expect(new Set(pairs.map(pairKeyOf)).size).toBe(pairs.length);
});
