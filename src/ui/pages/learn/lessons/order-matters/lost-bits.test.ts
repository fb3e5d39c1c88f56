import { expect, test } from 'vitest';
import { type DigitRow, writtenSum } from './lost-bits.ts';

const text = ({ digits }: DigitRow) => digits.map((digit) => digit ?? ' ').join('');

test('256 + 1 in bf16 loses its last digit', () => {
  const sum = writtenSum('bf16', 256, 1);
  expect(sum && [text(sum.a), text(sum.b), text(sum.exact), text(sum.rounded)]).toEqual([
    '100000000',
    '        1',
    '100000001',
    '100000000',
  ]);
  expect(sum?.lostFrom).toBe(8);
});

test('digits after the point, and a difference', () => {
  const sum = writtenSum('f16', 4, -0.375);
  expect(sum && [text(sum.a), text(sum.b), text(sum.exact), sum.rounded.value]).toEqual([
    '100   ',
    '  0011',
    ' 11101',
    3.625,
  ]);
  expect(sum?.lostFrom).toBeGreaterThan(6);
});

test('what cannot be drawn is not', () => {
  expect(writtenSum('bf16', 2 ** 40, 1)).toBeNull();
  expect(writtenSum('bf16', 0, 0)).toBeNull();
  expect(writtenSum('f16', 65504, 65504)).toBeNull();
});
