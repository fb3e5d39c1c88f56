import { expect, test, vi } from 'vitest';
import type { DispatchList } from '../../gpu/dispatch-list.ts';
import { KeptLists } from './kept-lists.ts';

const [buffers, others] = [{}, {}];
const made = (): DispatchList => ({ dispatches: [], params: new Uint8Array() });

function kept() {
  const lists = new KeptLists();
  const forget = vi.fn();
  return { lists, forget, of: (on: object, key: string) => lists.of(on, key, { make: made, forget }) };
}

test('a list is made once for a shape, and again for other buffers, whose bind groups are others too', () => {
  const { lists, forget, of } = kept();
  const first = of(buffers, 'one');
  expect(of(buffers, 'two')).not.toBe(first);
  expect(of(buffers, 'one')).toBe(first);
  expect(lists.counts).toEqual({ asked: 3, made: 2 });
  expect(forget).toHaveBeenCalledTimes(1);
  expect(of(others, 'one')).not.toBe(first);
  expect(forget).toHaveBeenCalledTimes(2);
});

test('of many, those asked for last are kept', () => {
  const { lists, of } = kept();
  const first = of(buffers, 'first');
  for (let i = 0; i < 200; i++) {
    of(buffers, `prompt of ${i}`);
    expect(of(buffers, 'first')).toBe(first);
  }
  expect(lists.counts.made).toBe(201);
  of(buffers, 'prompt of 0');
  expect(lists.counts.made).toBe(202);
});
