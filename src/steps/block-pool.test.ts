import { expect, test } from 'vitest';
import { BlockPool } from './block-pool.ts';

test('blocks are taken from the front and come back at the end', () => {
  const pool = BlockPool.of(5);
  const taken = pool.taken(pool.next(3));
  expect([taken.next(2), taken.returned([1, 0]).free]).toEqual([
    [3, 4],
    [3, 4, 1, 0],
  ]);
  expect(pool.free).toEqual([0, 1, 2, 3, 4]);
});

test('what is not free is neither promised nor taken', () => {
  const pool = BlockPool.of(2).taken([0]);
  expect(() => pool.next(2)).toThrow('2 KV blocks wanted, 1 are free');
  expect(() => pool.taken([1, 0])).toThrow('KV blocks 1, 0 are not all free');
});
