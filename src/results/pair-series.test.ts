import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { argmax } from '../numerics/highest.ts';
import { diffStreams } from './diff.ts';
import { margin } from './logit-diff.ts';
import { measureLogits } from './measured-position.ts';
import { type PairReport, pairSeries } from './pair-series.ts';
import { perturbation } from './perturbation.ts';
import { streamOfLogits } from './testing/traces.ts';

const textOf = (token: number) => `t${token}`;
const vector = (...values: number[]) => Float32Array.from(values);

describe('perturbation', () => {
  it('is what the gap to a contender changed by', () => {
    // a's choice is 0; token 1 came 0.5 closer, of which 0.25 by the choice's own fall.
    const [a, b] = [vector(2, 1, -1), vector(1.75, 1.25, -1)];
    expect([margin(a), perturbation(a, b)]).toEqual([1, 0.5]);
  });

  it('is 0 for equal bits, and for a shift of all logits, which changes no probability', () => {
    const a = vector(2, 1, -1);
    expect(perturbation(a, a)).toBe(0);
    expect(perturbation(a, vector(3, 2, 0))).toBe(0);
  });

  it('leaves out a token that is a contender on neither side', () => {
    const a = Float32Array.from({ length: 20 }, (_, token) => -token);
    expect(perturbation(a, a.with(19, -9))).toBe(0);
    expect(perturbation(a, a.with(19, -3))).toBe(16);
  });

  it('is never below the margin where the choice flips', () => {
    const logit = fc.float({ min: -30, max: 30, noNaN: true });
    const entries = fc.array(fc.tuple(logit, logit), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(entries, (both) => {
        const [a, b] = [0, 1].map((side) => Float32Array.from(both, (entry) => entry[side]));
        if (argmax(a) !== argmax(b)) expect(perturbation(a, b)).toBeGreaterThanOrEqual(margin(a));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('pairSeries', () => {
  const a = streamOfLogits('one', [0, 1, 0], [vector(2, 1), vector(0, 1), vector(3, 0)]);
  const b = streamOfLogits('two', [0, 0, 1], [vector(2, 1), vector(1, 0.5), vector(0, 3)]);
  let report: PairReport;

  beforeAll(async () => {
    report = await pairSeries({ probe: 'p', a, b, vocabulary: 2, textOf });
  });

  it('compares up to and including the fork', () => {
    expect(report).toMatchObject({ fork: 1, forced: false, a: 'one', b: 'two' });
    expect(
      report.positions.map(({ margin, argmaxEqual, differing }) => [margin, argmaxEqual, differing]),
    ).toEqual([
      [1, true, 0],
      [1, false, 2],
    ]);
    expect(report.totals).toMatchObject({
      positions: 2,
      firstDifference: 1,
      logits: 4,
      differing: 2,
      argmaxEqual: 1,
    });
  });

  it('gives every token its probability, past the fork too', () => {
    expect(report.probabilities.a).toHaveLength(3);
    expect(report.probabilities.a[0]).toBeCloseTo(1 / (1 + Math.exp(-1)), 12);
    expect(report.probabilities.b[2]).toBeCloseTo(1 / (1 + Math.exp(-3)), 12);
  });

  it('compares every position of a replay', async () => {
    const onTokens = { probe: 'p', a, b: { ...b, tokens: a.tokens }, vocabulary: 2, textOf };
    const forced = await pairSeries(onTokens, { forced: true });
    expect(forced).toMatchObject({ fork: null, forced: true, totals: { positions: 3, argmaxEqual: 1 } });
  });

  it('keeps what was measured behind what was not, and takes the first difference from the digests', async () => {
    const rows = [vector(2, 1), vector(2, 1), vector(2, 1), vector(2, 1)];
    const [one, two] = [
      streamOfLogits('one', [0, 0, 0, 0], rows, false),
      streamOfLogits('two', [0, 0, 0, 0], [rows[0], vector(2.5, 1), vector(2.25, 1), rows[3]], false),
    ];
    const measured = new Map([[2, measureLogits(rows[2], vector(2.25, 1))]]);
    const pair = { probe: 'p', a: one, b: two, vocabulary: 2, measured, textOf };
    const sparse = await pairSeries(pair);
    expect(sparse.positions.map(({ position, differing }) => [position, differing])).toEqual([
      [0, 0],
      [2, 1],
      [3, 0],
    ]);
    expect(sparse).toMatchObject({ unmeasured: 1, totals: { positions: 3, firstDifference: 1, logits: 6 } });
    const { unmeasured, firstDifference, comparedLogits } = await diffStreams(pair);
    expect([unmeasured, firstDifference, comparedLogits]).toEqual([1, 1, 6]);
  });

  it('is plain JSON, also of streams that ended at once', async () => {
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    const ended = {
      ...{ probe: 'p', a: streamOfLogits('one', [], []), b: streamOfLogits('two', [], []) },
      ...{ vocabulary: 2, textOf },
    };
    const empty = await pairSeries(ended);
    expect(empty.totals).toMatchObject({ positions: 0, firstDifference: null, logits: 0, maxKl: 0 });
  });
});
