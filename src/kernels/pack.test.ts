import { expect, test } from 'vitest';
import type { StoredTensor } from '../model/checkpoint.ts';
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
