import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { f32FromBits } from '../numerics/bits.ts';
import { positionReport } from './position-report.ts';
import { referenceReport } from './reference-report.ts';
import { ulpHistogram } from './ulp-histogram.ts';

const fromBits = (...bits: number[]) => Float32Array.from(bits, f32FromBits);

describe('ulpHistogram', () => {
  it('has a bin for equal bits, one for each power of two, and one for changed signs', () => {
    const one = 0x3f80_0000;
    const a = fromBits(one, one, one, one, one, one, 0);
    const b = fromBits(one, one + 1, one + 2, one + 3, one - 4, one + 1000, 0x8000_0000);
    expect(ulpHistogram(a, b)).toEqual({
      zero: 1,
      bins: [1, 2, 1, 0, 0, 0, 0, 0, 0, 1],
      crossing: 1,
    });
  });

  it('counts every element once', () => {
    const value = fc.float({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value)), (both) => {
        const [a, b] = [0, 1].map((side) => Float32Array.from(both, (entry) => entry[side]));
        const { zero, bins, crossing } = ulpHistogram(a, b);
        expect(bins.reduce((sum, count) => sum + count, zero + crossing)).toBe(both.length);
        expect(bins.at(-1)).not.toBe(0);
      }),
    );
  });
});

describe('positionReport', () => {
  it('is plain JSON that keeps the bits of its logits', () => {
    const a = Float32Array.of(0.1, 0.7, -0.3);
    const b = Float32Array.of(0.1, 0.69, -0.3);
    const names = { probe: 'p', a: 'one', b: 'two', position: 4, forced: false };
    const report = positionReport({ ...names, logits: { a, b }, textOf: String });
    expect(report).toMatchObject({
      ...names,
      figures: { position: 4, differing: 1 },
      histogram: { zero: 2 },
    });
    const { top } = JSON.parse(JSON.stringify(report)) as typeof report;
    expect(Object.is(Math.fround(top[0].a.logit), a[1])).toBe(true);
  });
});

describe('referenceReport', () => {
  it('measures both arms against f64 and names the closer one', () => {
    const reference = Float64Array.of(1, 2, 3);
    const sides = { a: Float32Array.of(1, 2, 3.5), b: Float32Array.of(1.25, 2, 3), reference };
    const report = referenceReport(9, sides, [2, 0]);
    expect(report).toMatchObject({ position: 9, logits: { 0: 1, 2: 3 }, argmax: 2, closer: 'b' });
    expect(report.a).toEqual({ rms: Math.sqrt(0.25 / 3), maxAbsolute: 0.5 });
    expect(referenceReport(9, { ...sides, b: sides.a }, []).closer).toBe('equal');
  });
});
