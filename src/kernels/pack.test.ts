import { describe, expect, test } from 'vitest';
import type { StoredTensor } from '../model/checkpoint.ts';
import { blocksOf } from '../model/quantise.ts';
import { storeValues } from '../model/testing/synthetic.ts';
import { widenTensor } from '../model/widen.ts';
import { bf16FromBits } from '../numerics/rounding.ts';
import { headColumns, packMatrix, wholeColumns } from './pack.ts';
import { asFloats, asWords, randomTensor } from './testing/layout.ts';

test('element (n, k) lies in quad n / 4 of group k / 4; what pads them is zero', () => {
  const tensor = randomTensor([10, 7], 1, 'f32');
  const values = widenTensor(tensor);
  const packed = packMatrix(wholeColumns(tensor), 7, 'f32');
  expect(packed).toMatchObject({ dtype: 'f32', terms: 7, groups: 2, quads: 3 });
  const elements = asFloats(asWords(packed.buffers[0]));
  expect(elements).toHaveLength(2 * 3 * 16);
  for (let n = 0; n < 12; n++) {
    for (let k = 0; k < 8; k++) {
      const found = elements[((k >> 2) * 3 + (n >> 2)) * 16 + (n & 3) * 4 + (k & 3)];
      expect(found, `n=${n} k=${k}`).toBe(n < 10 && k < 7 ? values[n * 7 + k] : 0);
    }
  }
});

test('16-bit matrices hold two elements to a word, low half first', () => {
  const tensor = randomTensor([4, 4], 2, 'bf16');
  const words = asWords(packMatrix(wholeColumns(tensor), 4, 'bf16').buffers[0]);
  const elements = Array.from({ length: 16 }, (_, i) =>
    bf16FromBits((words[i >> 1] >>> (16 * (i & 1))) & 0xffff),
  );
  expect(elements).toEqual([...widenTensor(tensor)]);
});

test('no quad straddles two heads', () => {
  const tensor = randomTensor([12, 4], 3, 'f32');
  const rows = headColumns(tensor, 6).map((column) => column?.row ?? null);
  expect(rows).toEqual([0, 1, 2, 3, 4, 5, null, null, 6, 7, 8, 9, 10, 11, null, null]);
});

test('a weight that overflows f16 is refused by the name of its tensor, one that bf16 holds is not', () => {
  const bytes = storeValues(Float32Array.of(1, 70_000, 2, 3), 'F32');
  const tensor: StoredTensor = { name: 'layers.0.mlp.up', dtype: 'F32', shape: [1, 4], bytes };
  expect(() => packMatrix(wholeColumns(tensor), 4, 'f16')).toThrow(/layers\.0\.mlp\.up.*does not fit f16/);
  expect(() => packMatrix(wholeColumns(tensor), 4, 'bf16')).not.toThrow();
});

describe.each([
  { dtype: 'q8', units: 17, bits: 8 },
  { dtype: 'q4', units: 9, bits: 4 },
] as const)('$dtype', ({ dtype, units, bits }) => {
  const tensor = randomTensor([10, 40], 4, dtype);
  const { integers, scales } = blocksOf(tensor, dtype === 'q8' ? 'Q8_0' : 'Q4_0');
  const [bytes] = packMatrix(wholeColumns(tensor), 40, dtype).buffers;
  const QUADS = 3;
  const unit = (block: number, at: number, quad: number) => {
    const from = ((block * units + at) * QUADS + quad) * 8;
    return bytes.subarray(from, from + 8);
  };

  test('two blocks of units of 8 bytes, though the second is not full', () => {
    expect(bytes).toHaveLength(2 * units * QUADS * 8);
  });

  test("integer (n, k) lies in the units of k's group in its block, and four columns' scales behind them", () => {
    for (let n = 0; n < 12; n++) {
      for (let k = 0; k < 64; k++) {
        const [block, group, place] = [k >> 5, (k >> 2) & 7, (n & 3) * 4 + (k & 3)];
        const at = (place * bits) >> 3;
        const byte = unit(block, (group * bits) / 4 + (at >> 3), n >> 2)[at & 7];
        const found = bits === 8 ? (byte << 24) >> 24 : (byte >> (4 * (place & 1))) & 15;
        const held = integers[(n * 2 + block) * 32 + (k & 31)] + (bits === 8 ? 0 : 8);
        expect(found, `n=${n} k=${k}`).toBe(n < 10 ? held : 0);
        const last = unit(block, units - 1, n >> 2);
        const scale = last[2 * (n & 3)] | (last[2 * (n & 3) + 1] << 8);
        expect(scale, `n=${n} k=${k}`).toBe(n < 10 ? scales[n * 2 + block] : 0);
      }
    }
  });
});
