import { describe, expect, test } from 'vitest';
import { keysOf, nextKey } from './block-chain.ts';
import { BlockPool } from './block-pool.ts';

const tokens = Array.from({ length: 64 }, (_, i) => i);
const [first, second] = keysOf(tokens, 32);

test('blocks are taken from the front and come back at the end', () => {
  const pool = BlockPool.of(5);
  const taken = pool.taken(pool.next(3));
  expect([taken.next(2), taken.returned([1, 0]).free]).toEqual([
    [3, 4],
    [3, 4, 1, 0],
  ]);
  expect(pool.free).toEqual([0, 1, 2, 3, 4]);
});

test('what is not free is neither promised nor taken, and what nobody holds is not returned', () => {
  const pool = BlockPool.of(2).taken([0]);
  expect(() => pool.next(2)).toThrow('2 KV blocks wanted, 1 are free');
  expect(() => pool.taken([1, 0])).toThrow('KV blocks 1, 0 are not all free');
  expect(() => pool.shared([1])).toThrow('KV block 1 is free: it holds nothing to share');
  expect(() => pool.returned([1])).toThrow('KV block 1 is held by nobody');
});

describe('blocks that are found by their tokens', () => {
  const kept = BlockPool.of(3).taken([0, 1]).remembered(0, first).remembered(1, second);

  test('are shared while they are held, and kept when they are not', () => {
    expect([kept.find(first), kept.find(second), kept.find(nextKey(null, tokens, 16))]).toEqual([0, 1, null]);
    const both = kept.shared([0]).returned([0, 1]);
    expect([both.references(0), both.references(1), both.cached, both.free]).toEqual([1, 0, [1], [2]]);
    expect(both.returned([0]).cached).toEqual([1, 0]);
  });

  test('are given up last, the least recently used first, and then found no longer', () => {
    const idle = kept.returned([0, 1]);
    // Of one request the last blocks go first.
    expect([idle.cached, idle.room, idle.next(3)]).toEqual([[1, 0], 3, [2, 1, 0]]);
    const used = idle.shared([1]).returned([1]);
    expect(used.cached).toEqual([0, 1]);
    const pressed = used.taken([2, 0]);
    expect([pressed.find(first), pressed.find(second), pressed.references(0)]).toEqual([null, 1, 1]);
    expect(pressed.returned([0]).free).toEqual([0]);
  });

  test('are remembered once: a second block with the same tokens is not', () => {
    const twice = kept.taken([2]).remembered(2, first);
    expect(twice.find(first)).toBe(0);
    expect(twice.returned([2]).free).toEqual([2]);
  });
});

test('a key stands for its tokens and all before them', () => {
  const keys = new Map<string, string>();
  const texts = [tokens, tokens.toReversed(), tokens.map((token) => token + 65_536), tokens.with(3, 99)];
  for (const text of texts)
    for (const [i, { high, low }] of keysOf(text, 64).entries())
      keys.set(`${high},${low}`, text.slice(0, 16 * (i + 1)).join());
  expect(keys.size).toBe(16);
  expect(keysOf(tokens.with(40, 7), 48).slice(0, 2)).toEqual([first, second]);
});
