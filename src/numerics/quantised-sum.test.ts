import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { f32Bits, f32FromBits } from './bits.ts';
import { matmulPlan } from './matmul-plan.ts';
import { largestBits, quantiseRow, scaleOf } from './quantise-row.ts';
import { quantisedSum } from './quantised-sum.ts';
import { KERNEL_SETS } from './sets/sets.ts';

/** The exact significand and power of two of a finite f32 that is no subnormal. */
function exact(x: number): { readonly m: bigint; readonly e: number } {
  const bits = f32Bits(Math.abs(x));
  return { m: BigInt((bits & 0x7fffff) | 0x800000), e: (bits >>> 23) - 150 };
}

/** The integer nearest to |x| / s, ties to even, by integers alone. */
function nearestExact(x: number, s: number): number {
  const [a, b] = [exact(x), exact(s)];
  const up = a.e - b.e;
  const numerator = up >= 0 ? a.m << BigInt(up) : a.m;
  const denominator = up >= 0 ? b.m : b.m << BigInt(-up);
  const quotient = numerator / denominator;
  const twice = 2n * (numerator % denominator);
  const more = twice > denominator || (twice === denominator && (quotient & 1n) === 1n);
  return Number(quotient + (more ? 1n : 0n));
}

const normal = fc
  .tuple(fc.integer({ min: 1, max: 0x7fffff }), fc.integer({ min: 70, max: 200 }))
  .map(([fraction, exponent]) => f32FromBits((exponent << 23) | fraction));

describe('the integers of a row', () => {
  test('are the nearest to x / s, ties to even, by exact arithmetic', () => {
    fc.assert(
      fc.property(
        normal,
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1 }),
        (most, parts) => {
          const values = Float32Array.from([most, ...parts.map((part) => part * most)]);
          const scale = scaleOf(largestBits(values));
          const { integers } = quantiseRow(values, scale);
          values.forEach((x, i) => {
            if (Math.abs(x) < 2 ** -120) return;
            expect(Math.abs(integers[i])).toBe(nearestExact(x, scale));
            expect(integers[i] === 0 || integers[i] > 0 === x > 0).toBe(true);
          });
          expect(integers[0]).toBe(127);
        },
      ),
    );
  });

  test('halves go to the even one', () => {
    // A scale of 2, so that odd values are halves.
    const { integers, scale } = quantiseRow(Float32Array.of(254, 1, 3, 5, -1, -3, -5), scaleOf(f32Bits(254)));
    expect(scale).toBe(2);
    expect([...integers]).toEqual([127, 0, 2, 2, 0, -2, -2]);
  });

  test('are zero of a row that is too small to count, whose scale is zero', () => {
    const values = Float32Array.of(2 ** -61, -(2 ** -62));
    expect(quantiseRow(values, scaleOf(largestBits(values)))).toEqual({
      integers: new Int8Array(2),
      scale: 0,
    });
    expect(scaleOf(f32Bits(2 ** -60))).toBeGreaterThan(0);
  });

  test('have no scale where a value is not finite', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
      expect(scaleOf(largestBits(Float32Array.of(1, value)))).toBeNaN();
  });
});

describe('the order of blocks', () => {
  test('every part lies in one block and one chunk, and all terms are in one part each, in every set', () => {
    for (const set of KERNEL_SETS) {
      for (const terms of [32, 100, 128, 438, 2560]) {
        for (const rows of [1, 2, 8, 33]) {
          const plan = matmulPlan(set, { terms, columns: 72, rows, parallelism: 64 });
          const { parts, order } = quantisedSum(plan);
          expect(parts[0].start).toBe(0);
          parts.forEach(({ start, end }, i) => {
            expect(start).toBe(i === 0 ? 0 : parts[i - 1].end);
            expect(Math.floor(start / 32)).toBe(Math.floor((end - 1) / 32));
          });
          expect(parts.at(-1)!.end).toBe(terms);
          const ends = order.chunks.map(({ end }) => parts[end - 1].end);
          expect(ends).toEqual(plan.chunks.map(({ end }) => end));
          expect([order.terms, order.lanes]).toEqual([parts.length, plan.lanes === 16 ? 16 : 1]);
        }
      }
    }
  });

  test('a block that a chunk cuts gives a part to either side', () => {
    const chunks = [
      { start: 0, end: 44 },
      { start: 44, end: 96 },
    ];
    const plan = { operation: 'matmul', terms: 96, lanes: 4, laneTree: 'adjacent', chunks } as const;
    const { parts, order } = quantisedSum(plan);
    expect(parts.map(({ end }) => end)).toEqual([32, 44, 64, 96]);
    expect(order.chunks).toEqual([
      { start: 0, end: 2 },
      { start: 2, end: 4 },
    ]);
  });
});
