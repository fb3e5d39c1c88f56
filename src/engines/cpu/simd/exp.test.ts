import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyF32 } from '../../../numerics/testing/arbitraries.ts';
import { openKernels } from './kernels.ts';
import { WasmMemory } from './wasm-memory.ts';

const memory = new WasmMemory();
const kernels = openKernels(memory.memory, 'native');

/** exp in WebAssembly of any number of values. */
function expOf(values: Float32Array): Float32Array {
  const quads = Math.ceil(values.length / 4);
  const at = memory.allocate(16 * quads);
  memory.floats(at, values.length).set(values);
  kernels.expAll(at, at, quads);
  const found = memory.floats(at, values.length).slice();
  memory.free(at);
  return found;
}

test('exp has the bits of Math.exp rounded to f32, whatever the value', () => {
  fc.assert(
    fc.property(fc.array(anyF32, { minLength: 4, maxLength: 64 }), (values) => {
      const x = Float32Array.from(values);
      expect(expOf(x)).toEqual(x.map(Math.exp));
    }),
    { numRuns: 200 },
  );
});

test('and over a million values where it is neither 0 nor infinity, subnormal results included', () => {
  const x = Float32Array.from(
    { length: 1 << 20 },
    (_, i) => -104.6 + (194.3 * i) / (1 << 20) + (i % 7) * 1e-6,
  );
  const [found, expected] = [expOf(x), x.map(Math.exp)];
  expect(found.findIndex((value, i) => !Object.is(value, expected[i]))).toBe(-1);
});
