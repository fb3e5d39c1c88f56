import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlainDtype } from './checkpoint.ts';
import { NonFiniteScan, nonFiniteNotes } from './non-finite.ts';
import { storeValues } from './testing/synthetic.ts';
import { widenTensor } from './widen.ts';

const tensorOf = (name: string, dtype: PlainDtype, shape: number[], bytes: Uint8Array) => ({
  ...{ name, dtype, shape, bytes },
});

/** 3 x 4 zeros but for the values given by place. */
function holding(dtype: PlainDtype, values: Readonly<Record<number, number>>) {
  const all = Float32Array.from({ length: 12 }, (_, i) => values[i] ?? 0);
  return tensorOf('t', dtype, [3, 4], storeValues(all, dtype));
}

/** What a scan finds where the tensor's bytes come in pieces. */
function findNonFinite(tensor: ReturnType<typeof holding>, piece = tensor.bytes.length) {
  const scan = new NonFiniteScan(tensor);
  for (let at = 0; at < tensor.bytes.length; at += piece) scan.take(tensor.bytes.subarray(at, at + piece));
  return scan.found;
}

describe('NonFiniteScan', () => {
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

  it('agrees with the widened values for any bits, wherever the tensor starts and its pieces end', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<PlainDtype>('F32', 'F16', 'BF16'),
        fc.uint8Array({ minLength: 48, maxLength: 48 }),
        fc.nat(7),
        fc.integer({ min: 1, max: 48 }),
        (dtype, bits, offset, piece) => {
          const file = new Uint8Array(64);
          file.set(bits, offset);
          const length = dtype === 'F32' ? 12 : 24;
          const tensor = tensorOf('t', dtype, [length], file.subarray(offset, offset + 48));
          const values = [...widenTensor(tensor)];
          const first = values.findIndex((value) => !Number.isFinite(value));
          const count = values.filter((value) => !Number.isFinite(value)).length;
          const found = findNonFinite(tensor, piece);
          if (count === 0) expect(found).toBeNull();
          else expect(found).toEqual({ tensor: 't', place: [first], value: values[first], count });
        },
      ),
    );
  });

  it.each(['F32', 'F16', 'BF16'] as const)('sees one among many in %s, wherever it is', (dtype) => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
      for (let place = 0; place < 37; place++) {
        const values = Float32Array.from({ length: 37 }, (_, i) => (i % 2 === 0 ? 65_000 : -65_000));
        values[place] = value;
        const tensor = tensorOf('t', dtype, [37], storeValues(values, dtype));
        expect(findNonFinite(tensor)).toEqual({ tensor: 't', place: [place], value, count: 1 });
      }
  });

  it('lists the first three tensors and counts the others', () => {
    const bad = holding('BF16', { 1: Number.NaN, 2: Number.NaN });
    const named = Array.from({ length: 5 }, (_, i) => ({ ...bad, name: `t${i}` }));
    const found = [holding('F32', {}), ...named].map((tensor) => findNonFinite(tensor));
    expect(nonFiniteNotes(found.filter((each) => each !== null))).toEqual([
      '"t0" holds 2 values that are NaN or infinite, the first NaN at [0, 1]: no output that it reaches means anything',
      expect.stringContaining('"t1"'),
      expect.stringContaining('"t2"'),
      'so do 2 more tensors',
    ]);
  });
});
