import fc from 'fast-check';
import { expect, it } from 'vitest';
import { f32Bits } from '../numerics/bits.ts';
import { bitFields, differingBits, xorFields } from './bit-fields.ts';

it('splits an f32 into sign, exponent and fraction', () => {
  expect(bitFields(-1.5)).toEqual({
    sign: '1',
    exponent: '01111111',
    fraction: `1${'0'.repeat(22)}`,
    hex: '0xbfc00000',
  });
  expect(bitFields(-0).hex).toBe('0x80000000');
});

it('says in which bits two values differ', () => {
  expect(xorFields(1, -1)).toMatchObject({ sign: '1', exponent: '00000000', hex: '0x80000000' });
  expect([differingBits(1, 1), differingBits(0.1, Math.fround(0.1)), differingBits(1, -1)]).toEqual([
    0, 0, 1,
  ]);
});

it('loses no bit', () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true }), (value) => {
      const { sign, exponent, fraction, hex } = bitFields(value);
      expect(Number.parseInt(sign + exponent + fraction, 2)).toBe(f32Bits(value));
      expect(Number(hex)).toBe(f32Bits(value));
    }),
  );
});
