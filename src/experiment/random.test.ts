import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from './random.ts';

describe('createRandom', () => {
  it('repeats its stream for the same seed and changes it with the seed', () => {
    const stream = (seed: number) => {
      const random = createRandom(seed);
      return Array.from({ length: 64 }, () => random.next());
    };
    expect(stream(7)).toEqual(stream(7));
    expect(stream(7)).not.toEqual(stream(8));
    expect(stream(0)).not.toEqual(stream(0xffff_ffff));
  });

  it('keeps the stream that released links rely on', () => {
    const random = createRandom(1);
    expect([random.next(), random.next(), random.next(), random.next()]).toEqual([
      1779833415, 2026416846, 1661539736, 2729060721,
    ]);
  });

  it('stays inside the bound and reaches every value', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 0xffff_ffff }),
        fc.integer({ min: 1, max: 20 }),
        (seed, bound) => {
          const random = createRandom(seed);
          const seen = new Set(Array.from({ length: 600 }, () => random.below(bound)));
          expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: bound }, (_, value) => value));
        },
      ),
    );
  });

  it('spreads evenly: 64 bins of 200,000 draws stay within chi-square 130 (p < 1e-5 for 63 degrees)', () => {
    const random = createRandom(2024);
    const bins = new Array<number>(64).fill(0);
    for (let draw = 0; draw < 200_000; draw++) bins[random.below(64)]! += 1;
    const expected = 200_000 / 64;
    const chiSquare = bins.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(chiSquare).toBeLessThan(130);
  });
});
