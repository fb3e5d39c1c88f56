import { expect, test } from 'vitest';
import { valuesAsRead } from './kept-values.ts';

test('portable weights below 2^-51 are read as 0, all others as they are, and nothing is copied in vain', () => {
  const values = Float32Array.of(0.5, 2 ** -51, -(2 ** -52), 2 ** -140, -0);
  expect(valuesAsRead(values, 'portable')).toEqual(Float32Array.of(0.5, 2 ** -51, 0, 0, 0));
  expect(valuesAsRead(values, 'native')).toBe(values);
  const operands = Float32Array.of(0.5, 2 ** -51, -0, 0);
  expect(valuesAsRead(operands, 'portable')).toBe(operands);
});
