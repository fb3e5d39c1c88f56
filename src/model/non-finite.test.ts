import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredDtype, StoredTensor } from './checkpoint.ts';
import { findNonFinite, nonFiniteNotes } from './non-finite.ts';
import { storeValues } from './testing/synthetic.ts';
import { widenTensor } from './widen.ts';

const tensorOf = (name: string, dtype: StoredDtype, shape: number[], bytes: Uint8Array): StoredTensor => ({
  ...{ name, dtype, shape, bytes },
});

/** 3 x 4 zeros but for the values given by place. */
function holding(dtype: StoredDtype, values: Readonly<Record<number, number>>): StoredTensor {
  const all = Float32Array.from({ length: 12 }, (_, i) => values[i] ?? 0);
  return tensorOf('t', dtype, [3, 4], storeValues(all, dtype));
}

describe('findNonFinite', () => {
  it.each(['F32', 'F16', 'BF16'] as const)('names the first of each kind in %s, and counts', (dtype) => {
    expect(findNonFinite(holding(dtype, { 0: -1, 5: 65_000 }))).toBeNull();
    const infinite = holding(dtype, { 6: Number.NEGATIVE_INFINITY, 11: Number.NaN });
    expect(findNonFinite(infinite)).toEqual({
      ...{ tensor: 't', place: [1, 2], value: Number.NEGATIVE_INFINITY, count: 2 },
    });
    expect(findNonFinite(holding(dtype, { 3: Number.NaN }))).toMatchObject({
      place: [0, 3],
      value: Number.NaN,
    });
  });

  it('agrees with the widened values for any bits, wherever the tensor starts', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<StoredDtype>('F32', 'F16', 'BF16'),
        fc.uint8Array({ minLength: 48, maxLength: 48 }),
        fc.nat(7),
        (dtype, bits, offset) => {
          const file = new Uint8Array(64);
          file.set(bits, offset);
          const length = dtype === 'F32' ? 12 : 24;
          const tensor = tensorOf('t', dtype, [length], file.subarray(offset, offset + 48));
          const values = [...widenTensor(tensor)];
          const first = values.findIndex((value) => !Number.isFinite(value));
          const count = values.filter((value) => !Number.isFinite(value)).length;
          const found = findNonFinite(tensor);
          if (count === 0) expect(found).toBeNull();
          else expect(found).toEqual({ tensor: 't', place: [first], value: values[first], count });
        },
      ),
    );
  });

  it('lists the first three tensors and counts the others', () => {
    const bad = holding('BF16', { 1: Number.NaN, 2: Number.NaN });
    const named = Array.from({ length: 5 }, (_, i) => ({ ...bad, name: `t${i}` }));
    expect(nonFiniteNotes([holding('F32', {}), ...named])).toEqual([
      '"t0" holds 2 values that are NaN or infinite, the first NaN at [0, 1]: no output that it reaches means anything',
      expect.stringContaining('"t1"'),
      expect.stringContaining('"t2"'),
      'so do 2 more tensors',
    ]);
  });
});
