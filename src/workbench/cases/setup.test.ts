import { expect, it } from 'vitest';
import { INITIAL_SETUP, initialDimensions, placePath, readPlace } from './setup.ts';

it('reads what it writes, for every operation', () => {
  for (const operation of ['matmul', 'rmsnorm', 'attention'] as const) {
    const setup = { ...INITIAL_SETUP, operation, dimensions: initialDimensions(operation), parallelism: 48 };
    expect(readPlace(placePath({ setup, rows: 17 }))).toEqual({ setup, rows: 17 });
  }
});

it('fills in what a link leaves out', () => {
  expect(readPlace(['matmul', '96'])).toEqual({
    setup: { ...INITIAL_SETUP, dimensions: { terms: 96, columns: 512 } },
    rows: 1,
  });
});

it.each([
  [['matmull'], 'operation: expected one of matmul, rmsnorm, attention, found matmull'],
  [['matmul', '0'], 'K: expected an integer from 1 to 4096, found 0'],
  [['matmul', '1e3'], 'K: expected an integer, found 1e3'],
  [['attention', '4', '3'], 'KV heads: expected a divisor of the 4 query heads, found 3'],
  [['rmsnorm', '64', 'fast'], 'kernel set: expected one of variant, invariant, pinned, tree, split-k'],
  [['rmsnorm', '64', 'pinned', '64', 'f32', '129'], 'M: expected 1 to 128, found 129'],
  [['rmsnorm', '64', 'pinned', '64', 'f32', '1', 'x'], 'expected nothing after M, found x'],
])('names what is wrong with %j', (path, message) => {
  expect(() => readPlace(path)).toThrow(message);
});
