import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bitsOf } from '../numerics/bits.ts';
import { f16Bits, f16FromBits } from '../numerics/rounding.ts';
import type { StoredTensor } from './checkpoint.ts';
import { type BlockDtype, blockBytes, blocksOf, blockValues } from './quantise.ts';
import { f32Tensor } from './testing/synthetic.ts';
import { widenTensor } from './widen.ts';

const DTYPES = ['Q8_0', 'Q4_0'] as const;

/** A row, quantised. */
function quantised(dtype: BlockDtype, row: readonly number[]) {
  const blocks = blocksOf(f32Tensor('w', [1, row.length], Float32Array.from(row)), dtype);
  return { ...blocks, values: blockValues(blocks, row.length) };
}

const storedAs = (dtype: BlockDtype, bytes: Uint8Array, shape: readonly number[]): StoredTensor => ({
  ...{ name: 'w', dtype, bytes, shape },
});

/** 32 values, those given first. */
const filled = (...first: number[]) => [...first, ...Array<number>(32 - first.length).fill(0)];

describe('by hand', () => {
  test('Q8_0: the largest becomes 127, halves go away from zero', () => {
    const { scales, integers } = quantised('Q8_0', filled(-63.5, 0.25, -0.25, 0.75, 0.2, 63.5, -31.8));
    expect(f16FromBits(scales[0])).toBe(0.5);
    expect([...integers.subarray(0, 8)]).toEqual([-127, 1, -1, 2, 0, 127, -64, 0]);
  });

  test('Q4_0: the first of the largest becomes -8, what lies opposite is held back at 7', () => {
    const { scales, integers } = quantised('Q4_0', filled(4, -4, 1, 0.25, -0.25, 0.74, -0.76, 3.6));
    expect(f16FromBits(scales[0])).toBe(-0.5);
    // Halves go up: of 0.25 / -0.5 to 0, of -0.25 / -0.5 to 1.
    expect([...integers.subarray(0, 9)]).toEqual([-8, 7, -2, 0, 1, -1, 2, -7, 0]);
    expect(f16FromBits(quantised('Q4_0', filled(-4, 4)).scales[0])).toBe(0.5);
  });

  test('the sum with 8.5 is rounded to f32 before it is cut', () => {
    const below = -0.5 - 2 ** -24;
    // 8.5 - 0.50000006 is 8 in f32, and less than 8 as it is.
    expect(quantised('Q4_0', filled(-8, below)).integers[1]).toBe(0);
    expect(quantised('Q4_0', filled(-8, -0.5 - 2 ** -21)).integers[1]).toBe(-1);
  });

  test('integers are of the f32 scale, which then is rounded to f16', () => {
    const { scales, integers, values } = quantised('Q8_0', filled(1, 64.6 / 127));
    expect(scales[0]).toBe(f16Bits(1 / 127));
    expect([integers[0], integers[1]]).toEqual([127, 65]);
    expect(values[1]).toBe(f16FromBits(scales[0]) * 65);
  });

  test('a block of zeros, and one of which no scale is left', () => {
    for (const row of [filled(), filled(2 ** -126, -(2 ** -149))]) {
      for (const dtype of DTYPES) {
        const { scales, integers } = quantised(dtype, row);
        // Zero over -8.
        expect(scales[0]).toBe(dtype === 'Q8_0' ? 0 : 0x8000);
        expect(new Set(integers)).toEqual(new Set([0]));
      }
    }
  });

  test('the last block of a row is filled up with zeros, and the next row begins anew', () => {
    const row = Array.from({ length: 40 }, (_, i) => i + 1);
    const tensor = f32Tensor('w', [2, 40], Float32Array.from([...row, ...row.map((x) => -x)]));
    const blocks = blocksOf(tensor, 'Q8_0');
    expect(blocks).toMatchObject({ rows: 2, perRow: 2 });
    expect([...blocks.scales]).toEqual([32, 40, 32, 40].map((most) => f16Bits(most / 127)));
    expect([...blocks.integers.subarray(32 + 7, 64)]).toEqual([127, ...Array<number>(24).fill(0)]);
    expect([...blocks.integers.subarray(64 + 31, 64 + 33)]).toEqual([-127, -105]);
  });

  test('nibbles lie as ggml has them: i in the lower half of byte i, i + 16 in its upper half', () => {
    const row = Array.from({ length: 32 }, (_, i) => (i % 16) - 8);
    const bytes = blockBytes(quantised('Q4_0', row));
    expect([...bytes.subarray(0, 2)]).toEqual([0x00, 0x3c]);
    expect([...bytes.subarray(2)]).toEqual(Array.from({ length: 16 }, (_, i) => i * 17));
    row[16] = 7;
    expect(blockBytes(quantised('Q4_0', row))[2]).toBe(0xf0);
  });

  test.each([
    ['Q8_0', 127 * 65_519],
    ['Q4_0', 8 * 65_519],
  ] as const)('%s refuses by name what has no scale in f16', (dtype, most) => {
    expect(() => quantised(dtype, [most])).not.toThrow();
    for (const not of [most * 1.001, Number.NaN, Number.NEGATIVE_INFINITY])
      expect(() => quantised(dtype, [1, not])).toThrow(
        /^w: a weight is not finite, or too large for the f16 scale/,
      );
  });
});

const rows = fc
  .tuple(
    fc.integer({ min: -20, max: 10 }),
    fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 70 }),
  )
  .map(([power, row]) => row.map((x) => Math.fround(x * 2 ** power)));

describe('of any row', () => {
  test('Q8_0 is half a step away at most, and what rounding the scale costs', () => {
    fc.assert(
      fc.property(rows, (row) => {
        const { scales, integers, values } = quantised('Q8_0', row);
        row.forEach((x, i) => {
          const scale = f16FromBits(scales[i >> 5]);
          // f16 keeps 11 bits, or steps of 2^-24.
          const ofScale = Math.max(scale * 2 ** -11, 2 ** -25) * Math.abs(integers[i]);
          expect(Math.abs(x - values[i])).toBeLessThanOrEqual(0.5001 * (scale + 2 ** -25) + 1.001 * ofScale);
        });
      }),
    );
  });

  test.each(DTYPES)('%s keeps the order within a block', (dtype) => {
    fc.assert(
      fc.property(rows, (row) => {
        const { values } = quantised(dtype, row);
        for (let i = 1; i < row.length; i++) {
          if (i % 32 === 0) continue;
          if (row[i - 1] <= row[i]) expect(values[i - 1]).toBeLessThanOrEqual(values[i]);
          else expect(values[i - 1]).toBeGreaterThanOrEqual(values[i]);
        }
      }),
    );
  });

  test.each(DTYPES)('%s of what it holds is the same integers and scales', (dtype) => {
    fc.assert(
      fc.property(rows, (row) => {
        const { scales, integers, values } = quantised(dtype, row);
        const again = quantised(dtype, [...values]);
        // Where no scale is left, zeros may change their sign.
        expect([...again.values].map((x) => x + 0)).toEqual([...values].map((x) => x + 0));
        scales.forEach((scale, block) => {
          if ((scale & 0x7fff) === 0) return;
          expect(again.scales[block]).toBe(scale);
          const [from, to] = [block * 32, block * 32 + 32];
          expect([...again.integers.subarray(from, to)]).toEqual([...integers.subarray(from, to)]);
        });
      }),
    );
  });

  test.each(DTYPES)('%s: stored bytes are read back, and widen to the same values', (dtype) => {
    fc.assert(
      fc.property(rows, (row) => {
        const whole = [...row, ...Array<number>((32 - (row.length % 32)) % 32).fill(0)];
        const blocks = quantised(dtype, whole);
        const stored = storedAs(dtype, blockBytes(blocks), [1, whole.length]);
        const { scales, integers } = blocksOf(stored, dtype);
        expect([scales, integers]).toEqual([blocks.scales, blocks.integers]);
        expect([...bitsOf(widenTensor(stored))]).toEqual([...bitsOf(blocks.values)]);
      }),
    );
  });
});
