import fc from 'fast-check';
import { expect, test } from 'vitest';
import { f32FromBits } from '../../../numerics/bits.ts';
import { ACTIVATION_DTYPES } from '../../../numerics/dtypes.ts';
import { PORTABLE_BITS } from '../../../numerics/portable/constants.ts';
import { divide, exp, root } from '../../../numerics/portable/portable-math.ts';
import { anyF32 } from '../../../numerics/testing/arbitraries.ts';
import { replayArithmetic } from '../arithmetic.ts';
import { DTYPE_CODES, openKernels } from './kernels.ts';
import { WasmMemory } from './wasm-memory.ts';

const memory = new WasmMemory();
const kernels = openKernels(memory.memory, 'portable');

type Name = 'expAll' | 'reciprocalAll' | 'rootAll';
const TWINS = {
  expAll: exp,
  reciprocalAll: (x: number) => divide(1, x),
  rootAll: root,
} as const satisfies Record<Name, (x: number) => number>;

/** A function in WebAssembly of any number of values. */
function inWasm(name: Name, values: Float32Array): Float32Array {
  const quads = Math.ceil(values.length / 4);
  const at = memory.allocate(16 * quads);
  memory.floats(at, values.length).set(values);
  kernels[name](at, at, quads);
  const found = memory.floats(at, values.length).slice();
  memory.free(at);
  return found;
}

/** Every 4,093th f32, a prime step, and those around the places where a function changes its way. */
const STRIDE = Float32Array.from({ length: 2 ** 20 }, (_, i) => f32FromBits((i * 4093) >>> 0));
const EDGES = Float32Array.of(
  ...[0, -0, 1, -1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** 126, 2 ** -127],
  ...(['EXP_LOWEST', 'EXP_HIGHEST', 'RECIPROCAL_HIGHEST', 'LEAST_NORMAL', 'LEAST'] as const).flatMap((name) =>
    [-1, 0, 1].flatMap((step) => {
      const x = f32FromBits(PORTABLE_BITS[name] + step);
      return [x, -x];
    }),
  ),
);

test.each(['expAll', 'reciprocalAll', 'rootAll'] as const)(
  '%s has the bits of its text in TypeScript',
  (name) => {
    // A root is of a normal number above zero.
    const domain = name === 'rootAll' ? (x: number) => x >= 2 ** -126 && Number.isFinite(x) : () => true;
    for (const x of [EDGES, STRIDE].map((values) => values.filter(domain))) {
      const [found, expected] = [inWasm(name, x), x.map(TWINS[name])];
      const at = found.findIndex((value, i) => !Object.is(value, expected[i]));
      expect(at, `of ${x[at]}: ${found[at]}, not ${expected[at]}`).toBe(-1);
    }
    fc.assert(
      fc.property(fc.array(anyF32, { minLength: 4, maxLength: 64 }), (any) => {
        const x = Float32Array.from(any).filter(domain);
        expect(inWasm(name, x)).toEqual(x.map(TWINS[name]));
      }),
    );
  },
);

/** Around 2^-51, below which a number is no operand, bf16's neighbours of it included, and around f16's least. */
const SMALL = Float32Array.from({ length: 400 }, (_, i) => {
  const x = f32FromBits(PORTABLE_BITS.LEAST - 0x18000 + 0x1f3 * i);
  return i % 3 === 0 ? -x : x * (i % 2 ? 1 : 2 ** 27);
});

test.each(ACTIVATION_DTYPES)('what is stored as %s and too small for an operand is 0', (dtype) => {
  const { store } = replayArithmetic(dtype, 'unfused', 'portable');
  const at = memory.allocate(4 * SMALL.length);
  const zeros = memory.allocate(4 * SMALL.length);
  memory.floats(at, SMALL.length).set(SMALL);
  kernels.addTo(at, zeros, SMALL.length / 4, 1, DTYPE_CODES[dtype]);
  const found = memory.floats(at, SMALL.length).slice();
  for (const block of [at, zeros]) memory.free(block);
  expect(found).toEqual(SMALL.map(store));
  const least = 2 ** -51;
  const counted = SMALL.filter((x) => Math.abs(x) >= least && Math.abs(x) < 2 * least).length;
  expect(counted).toBeGreaterThan(20);
  expect(SMALL.filter((x) => Math.abs(x) < least).length).toBeGreaterThan(20);
  const nonzero = found.filter((x) => x !== 0 && Math.abs(x) < 2 * least).length;
  expect(dtype === 'f16' ? nonzero === 0 : nonzero >= counted).toBe(true);
  expect(found.some((x) => x !== 0 && Math.abs(x) < least)).toBe(false);
});
