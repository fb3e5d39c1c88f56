import { describe, expect, it } from 'vitest';
import { f32Bits, f32FromBits } from '../numerics/bits.ts';
import { bf16FromBits, f16FromBits } from '../numerics/rounding.ts';
import type { StoredDtype, StoredTensor } from './checkpoint.ts';
import { widenTensor } from './widen.ts';

const ALL_HALVES = Uint16Array.from({ length: 0x1_0000 }, (_, bits) => bits);

function stored(dtype: StoredDtype, bytes: Uint8Array): StoredTensor {
  return { name: 't', dtype, shape: [bytes.length / (dtype === 'F32' ? 4 : 2)], bytes };
}

/** The same bytes at an odd address. */
function unaligned(bytes: Uint8Array): Uint8Array {
  const buffer = new Uint8Array(bytes.length + 1);
  buffer.set(bytes, 1);
  return buffer.subarray(1);
}

describe('widenTensor', () => {
  it.each([
    ['BF16', bf16FromBits],
    ['F16', f16FromBits],
  ] as const)('gives the value of every %s there is', (dtype, value) => {
    const words = new Uint32Array(widenTensor(stored(dtype, new Uint8Array(ALL_HALVES.buffer))).buffer);
    const wrong = [...ALL_HALVES].filter((bits) => {
      const expected = value(bits);
      return Number.isNaN(expected)
        ? !Number.isNaN(f32FromBits(words[bits]))
        : words[bits] !== f32Bits(expected);
    });
    expect(wrong).toEqual([]);
  });

  it('keeps the bits of f32, signed zero and NaN payload included', () => {
    const words = Uint32Array.of(0x8000_0000, 0x7fc1_2345, 0x0000_0001, 0x3f80_0000);
    const wide = widenTensor(stored('F32', new Uint8Array(words.buffer)));
    expect([...new Uint32Array(wide.buffer)]).toEqual([...words]);
  });

  it.each(['F32', 'F16', 'BF16'] as const)('reads %s at an odd address, and copies', (dtype) => {
    const bytes = Uint8Array.of(0, 0, 0x80, 0x3f, 0, 0, 0x40, 0x40);
    const shifted = stored(dtype, unaligned(bytes));
    const wide = widenTensor(shifted);
    expect(wide).toEqual(widenTensor(stored(dtype, bytes)));
    wide.fill(0);
    expect(shifted.bytes).toEqual(bytes);
  });
});
