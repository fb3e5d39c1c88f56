import { expect, test } from 'vitest';
import { OPERATIONS } from '../../numerics/operations.ts';
import { dimensionsProblem } from '../cases/setup.ts';
import { kernelRequests } from './kernel-question.ts';
import { kernelLike, LIKES } from './plain-kernels.ts';
import { readSizes, readTile } from './read-sizes.ts';

test('sizes are read in the order in which an operation has them', () => {
  expect(readSizes('matmul', '320x64, 97x33')).toEqual([
    { terms: 320, columns: 64 },
    { terms: 97, columns: 33 },
  ]);
  expect(readSizes('attention', '8x2x64x300')).toEqual([{ heads: 8, kvHeads: 2, headDim: 64, context: 300 }]);
  expect(readTile('16x8')).toEqual({ rows: 16, columns: 8 });
});

test.each([
  ['matmul', '320', 'sizes: expected K x N as in 97x33, found "320"'],
  ['matmul', '320x', 'sizes: expected K x N as in 97x33, found "320x"'],
  ['matmul', '320x64,9e9x1', 'sizes: expected K x N as in 97x33, found "9e9x1"'],
  ['matmul', '8192x1', 'sizes: 8192x1: K: expected an integer from 1 to 4096, found 8192'],
  ['attention', '3x2x8x9', 'sizes: 3x2x8x9: KV heads: expected a divisor of the 3 query heads, found 2'],
] as const)('%s: refuses %s and says why', (operation, text, message) => {
  expect(() => readSizes(operation, text)).toThrow(message);
});

test.each(['16', '0x4', '16x5000', '16x-1', 'x'])('refuses the tile %s', (text) => {
  expect(() => readTile(text)).toThrow(`found ${JSON.stringify(text)}`);
});

test('unasked, each is tested at sizes that no tile divides too', () => {
  expect(LIKES.filter((like) => !like.startsWith('lab:'))).toEqual([...OPERATIONS]);
  for (const like of LIKES) {
    const { operation } = kernelLike(like);
    const requests = kernelRequests({ text: '', like });
    expect(requests).toHaveLength(2);
    for (const { setup } of requests) {
      expect(setup).toMatchObject({ operation, dtype: like.startsWith('lab:') ? 'bf16' : 'f32' });
      expect(dimensionsProblem(operation, setup.dimensions)).toBe(null);
    }
    expect(Object.values(requests[1].setup.dimensions).every((size) => size % 16 !== 0)).toBe(true);
  }
});

test.each([
  [{ like: 'softmax' }, 'like: expected one of matmul, rmsnorm, attention, lab:matmul-row'],
  [{ like: 'matmul', dtype: 'bf16' }, 'dtype: expected a kernel like lab:'],
  [{ like: 'matmul', set: 'variant' }, 'set: expected a kernel like lab:'],
  [{ like: 'rmsnorm', tile: '1x64' }, 'tile: expected a kernel like matmul'],
  [{ like: 'lab:matmul-row', set: 'quick' }, 'set: expected one of'],
  [{ like: 'matmul', sizes: [{ terms: 0, columns: 4 }] }, 'sizes: K: expected an integer'],
])('a question that cannot be asked is refused: %j', (question, message) => {
  expect(() => kernelRequests({ text: '', ...question })).toThrow(message);
});
