import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { figuresAt } from './diff.ts';
import { equalComparison, figuresFrom, histogramFrom, measureLogits, topFrom } from './measured-position.ts';
import { positionFigures } from './position-figures.ts';
import { streamOfLogits, traceOfLogits } from './testing/traces.ts';
import { topOfBoth } from './top-of-both.ts';
import { ulpHistogram } from './ulp-histogram.ts';

const logit = fc.float({ min: -30, max: 30, noNaN: true });
/** Two vectors of one vocabulary, some logits of which are the same. */
const both = fc.array(
  fc.tuple(logit, logit, fc.boolean()).map(([a, b, same]) => [a, same ? a : b] as const),
  { minLength: 2, maxLength: 60 },
);
const sides = (entries: readonly (readonly [number, number])[]) =>
  [0, 1].map((side) => Float32Array.from(entries, (entry) => entry[side]));

describe('a comparison that was made while the logits were there', () => {
  it('has the figures, the histogram and the highest of the whole vectors', () => {
    fc.assert(
      fc.property(both, (entries) => {
        const [a, b] = sides(entries);
        const comparison = measureLogits(a, b);
        expect(figuresFrom(4, comparison)).toEqual(positionFigures(4, a, b));
        expect(histogramFrom(comparison)).toEqual(ulpHistogram(a, b));
        const whole = topOfBoth(a, b, 6, String);
        const top = topFrom(comparison, 6, String);
        const bare = (rows: typeof top) =>
          rows.map((row) => [row.token, row.text, row.a.rank, row.a.logit, row.b.rank, row.b.logit]);
        expect(bare(top)).toEqual(bare(whole));
        // Its sums of exponentials are f32.
        for (const [at, { a: inA }] of top.entries())
          expect(inA.probability).toBeCloseTo(whole[at].a.probability, 4);
      }),
    );
  });

  it('needs no measuring where the digests are equal', () => {
    const logits = Float32Array.from({ length: 40 }, (_, token) => Math.sin(token * 7));
    const comparison = equalComparison(traceOfLogits(logits, false), 40);
    expect(figuresFrom(2, comparison)).toEqual(positionFigures(2, logits, logits));
    expect(histogramFrom(comparison)).toEqual({ zero: 40, bins: [], crossing: 0 });
    expect(topFrom(comparison, 6, String).map(({ token }) => token)).toEqual(
      topOfBoth(logits, logits, 6, String).map(({ token }) => token),
    );
  });
});

describe('figuresAt', () => {
  const [a, b] = [Float32Array.of(2, 1, 0), Float32Array.of(2, 1.5, 0)];
  const pair = {
    probe: 'p',
    a: streamOfLogits('one', [0, 0], [a, a], false),
    b: streamOfLogits('two', [0, 0], [a, b], false),
    vocabulary: 3,
    textOf: String,
  };

  it('tells of traces what needs no logits or was measured, and nothing else', () => {
    expect(figuresAt(pair, 0)).toEqual(positionFigures(0, a, a));
    expect(figuresAt(pair, 1)).toBeNull();
    const measured = new Map([[1, measureLogits(a, b)]]);
    expect(figuresAt({ ...pair, measured }, 1)).toEqual(positionFigures(1, a, b));
  });
});
