import { describe, expect, it } from 'vitest';
import { pairSeries } from '../../../results/pair-series.ts';
import { streamOfLogits } from '../../../results/testing/traces.ts';
import { comparableTokens, dangerPlaces, dangerPoints, stripKinds } from './pair-data.ts';

const stream = (arm: string, tokens: number[], rows: number[][]) =>
  streamOfLogits(
    arm,
    tokens,
    rows.map((row) => Float32Array.from(row)),
  );
const a = stream(
  'one',
  [0, 0, 1, 0],
  [
    [2, 1],
    [2, 1],
    [1, 2],
    [2, 0],
  ],
);
const b = stream(
  'two',
  [0, 0, 0, 1],
  [
    [2, 1],
    [2.25, 1],
    [2, 1],
    [0, 2],
  ],
);
const pair = { probe: 'p', a, b, vocabulary: 2, textOf: String };
const series = await pairSeries(pair);
const forced = await pairSeries({ ...pair, b: { ...b, tokens: a.tokens } }, { forced: true });

describe('dangerPoints', () => {
  it('ends with the run where its contexts part, and goes on with the replay', () => {
    expect(dangerPoints({ series, forced: undefined }).map(({ forced }) => forced)).toEqual([
      false,
      false,
      false,
    ]);
    const both = dangerPoints({ series, forced });
    expect(both.map((point) => [point.position, point.forced])).toEqual([
      [0, false],
      [1, false],
      [2, false],
      [3, true],
    ]);
    expect(dangerPlaces({ series, forced })).toEqual([2, 3]);
    expect(dangerPoints({ series: undefined, forced: undefined })).toEqual([]);
  });
});

describe('a token that nobody measured', () => {
  const sparse = {
    ...series,
    positions: series.positions.filter(({ position }) => position !== 1),
    unmeasured: 1,
  };

  it('leaves a gap, which the replay fills', () => {
    expect(dangerPoints({ series: sparse, forced: undefined }).map(({ position }) => position)).toEqual([
      0, 2,
    ]);
    expect(comparableTokens({ series: sparse, forced: undefined })).toBe(3);
    const filled = dangerPoints({ series: sparse, forced });
    expect(filled.map((point) => [point.position, point.forced])).toEqual([
      [0, false],
      [1, true],
      [2, false],
      [3, true],
    ]);
    expect(comparableTokens({ series: sparse, forced })).toBe(4);
  });

  it('moves no other in the strip', () => {
    const kinds = stripKinds(3, null, { firstDifference: 1 }, { ...sparse, fork: null });
    expect(kinds).toEqual(['bits', 'tokens', 'tokens']);
    expect(
      stripKinds(3, null, { firstDifference: 0 }, { ...sparse, positions: [sparse.positions[0]] }),
    ).toEqual(['bits', 'tokens', 'tokens']);
    const behind = [{ ...sparse.positions[0], position: 1 }];
    expect(stripKinds(2, null, { firstDifference: 0 }, { ...sparse, positions: behind })).toEqual([
      'tokens',
      'bits',
    ]);
  });
});

describe('stripKinds', () => {
  it('tells equal bits from equal tokens by the series, and by the record before it is there', () => {
    expect(stripKinds(4, 2, { firstDifference: 1 }, series)).toEqual(['bits', 'tokens', 'apart', 'apart']);
    expect(stripKinds(4, 2, { firstDifference: 1 }, undefined)).toEqual(['bits', 'tokens', 'apart', 'apart']);
    expect(stripKinds(2, null, { firstDifference: null }, undefined)).toEqual(['bits', 'bits']);
  });

  it('claims no equal bits while the run goes on', () => {
    expect(stripKinds(3, null, null, undefined)).toEqual(['tokens', 'tokens', 'tokens']);
  });
});
