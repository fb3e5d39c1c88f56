import { beforeEach, expect, test } from 'vitest';
import { KvGroups } from './kv-groups.ts';
import { arrayMemory } from './kv-memory.ts';

/** One cache of one number to a request: the number tells whose it is. */
const inner = arrayMemory(1);
let live = 0;
let groups: KvGroups<Float32Array>;

beforeEach(() => {
  live = 0;
  const memory = {
    ...inner,
    allocate(batch: number) {
      live += batch;
      return inner.allocate(batch);
    },
    free(cache: Float32Array) {
      live -= cache.length;
    },
  };
  groups = new KvGroups(memory, 1);
});

const values = (...requests: string[]) => Array.from(groups.take(requests).caches[0]);

test('a batch that comes again is as it was left', () => {
  groups.take(['a', 'b']).caches[0].set([1, 2]);
  expect(values('a', 'b')).toEqual([1, 2]);
});

test('another composition carries its requests over, and newcomers start with zeros', () => {
  groups.take(['a', 'b', 'c']).caches[0].set([1, 2, 3]);
  expect(values('c', 'new', 'a')).toEqual([3, 0, 1]);
  expect(values('b')).toEqual([2]);
  expect(live).toBe(4);
});

test('requests that are dropped free their part, those beside them stay', () => {
  groups.take(['a', 'b', 'c']).caches[0].set([1, 2, 3]);
  groups.drop(['b']);
  expect(live).toBe(2);
  expect(values('b')).toEqual([0]);
  expect(values('a', 'c')).toEqual([1, 3]);
  groups.destroy();
  expect(live).toBe(0);
});
