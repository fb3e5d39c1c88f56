import fc from 'fast-check';
import { expect, test } from 'vitest';
import { QUANTIZE_MODES } from '../../../numerics/dtypes.ts';
import { quantiseRows } from '../cpu-products.ts';
import { openKernels } from './kernels.ts';
import { WasmMemory } from './wasm-memory.ts';

const TERMS = 40;
const memory = new WasmMemory();
const kernels = openKernels(memory.memory, 'native');
const [x, y, scales] = [memory.allocate(4 * TERMS * 4), memory.allocate(4 * 128), memory.allocate(16)];

/** Integers and scales of `rows` by the kernel. */
function quantised(rows: readonly Float32Array[], together: boolean) {
  rows.forEach((row, i) => {
    memory.floats(x + 4 * TERMS * i, TERMS).set(row);
  });
  kernels.quantize(x, 4 * TERMS, rows.length, TERMS / 4, y, 128, scales, Number(together));
  return rows.map((_, i) => ({
    integers: [...new Int16Array(memory.memory.buffer, y + 128 * i, 64)],
    scale: memory.floats(scales, 4)[i],
  }));
}

/** Values of every magnitude, halves of a step among them, and now and then what is not finite. */
const value = fc.oneof(
  fc.float({ noNaN: true, min: -4, max: 4 }),
  fc.integer({ min: -254, max: 254 }).map((halves) => halves / 2),
  { arbitrary: fc.float(), weight: 1 },
);
const row = fc.oneof(
  fc.float32Array({ minLength: TERMS, maxLength: TERMS, noNaN: true }),
  fc.array(value, { minLength: TERMS, maxLength: TERMS }).map((list) => Float32Array.from(list)),
  fc
    .array(fc.constantFrom(0, -0, 2 ** -61, 127), { minLength: TERMS, maxLength: TERMS })
    .map((list) => Float32Array.from(list)),
);

test.each(QUANTIZE_MODES)(
  '%s: the integers and scales of the readable engine, blocks filled up with zeros',
  (mode) => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 4 }), (rows) => {
        const expected = quantiseRows(mode, rows).map(({ integers, scale }) => ({
          integers: [...integers, ...Array<number>(64 - TERMS).fill(0)],
          scale,
        }));
        expect(quantised(rows, mode === 'per-tensor')).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  },
);
