import { describe, expect, it, test } from 'vitest';
import { f32Bits } from '../../../numerics/bits.ts';
import { JUDGED } from './functions.ts';
import { accuracyOf, joined, NOTHING } from './measure.ts';

/** A prime, so that every fraction comes with another exponent. */
const STRIDE = 7919;
/** Units in the last place, above what `npm run portable:accuracy` found; docs/portable.md has the table. */
const WORST: Readonly<Record<string, number>> = {
  exp: 1.02,
  reciprocal: 1.3,
  root: 1.3,
  log: 1,
  SiLU: 4,
  'GELU (tanh)': 128,
};

describe('accuracy of portable functions, every 7,919th input', () => {
  test.each(JUDGED)('$name stays within its bound', (judged) => {
    const found = judged.inputs
      .map(([from, to]) => accuracyOf(judged, from, to, STRIDE))
      .reduce(joined, NOTHING);
    expect(found.inputs).toBeGreaterThan(200_000);
    expect(found.worst).toBeLessThan(WORST[judged.name]);
    expect(found.worst).toBeGreaterThan(0.5);
    expect(found.worstSmall).toBeLessThan(2 ** -51);
  });
});

describe('accuracyOf', () => {
  const identity = { name: 'x', exact: (x: number) => x, inputs: [] };
  const [from, to] = [f32Bits(1), f32Bits(2)];

  it('finds the one input that is two units off, and says where', () => {
    const at = from + 12_345;
    const portable = (x: number) => (f32Bits(x) === at ? x + 2 ** -22 : x);
    expect(accuracyOf({ ...identity, portable }, from, from + 20_000)).toEqual({
      ...{ inputs: 20_001, nearest: 20_000, worst: 2, worstAt: at, worstSmall: 0 },
    });
  });

  it('counts in units of what is exact, below a power of two in the smaller ones', () => {
    const exact = () => 2 - 2 ** -30;
    const found = accuracyOf({ ...identity, exact, portable: () => 2 + 2 ** -22 }, to, to);
    expect(found.worst).toBeCloseTo(2.0078125, 9);
  });
});
