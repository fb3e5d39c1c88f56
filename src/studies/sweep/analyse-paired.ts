import { bootstrap, DRAWS } from '../../numerics/inference/bootstrap.ts';
import { bootstrapEquivalence } from '../../numerics/inference/equivalence.ts';
import { mcNemarExact } from '../../numerics/inference/mcnemar.ts';
import { pairedShares, pairedSharesEquivalence } from '../../numerics/inference/paired-shares.ts';
import type { RandomSource } from '../../numerics/inference/random-source.ts';
import { signFlips } from '../../numerics/inference/sign-flips.ts';
import { logRankScores } from '../../numerics/inference/survival.ts';
import { alikeEquivalence, alikeInterval, type Sides } from './analyse-alike.ts';
import type { Contrast, Pair } from './analyse-contrast.ts';
import { flippedCounts } from './analyse-counts.ts';
import { intervalOf } from './analyse-estimate.ts';
import { withFewDiffering } from './analyse-few.ts';
import { distinctIn, durationsOf, meanOf } from './analyse-rows.ts';
import { horizonOf, statisticOf, type Weighted } from './analyse-statistic.ts';
import type { MeasureKind } from './measures.ts';
import type { Estimate, TestedHypothesis } from './outcome.ts';

type Paired = Extract<Contrast, { kind: 'paired' }>;
export type Found = Pick<TestedHypothesis, 'difference' | 'test' | 'p' | 'equivalenceP'> & {
  readonly sides: Sides;
  readonly horizon: number;
};

/** What pairs say: exactly where each unit has one pair of yes and no, else over units with all that was seen of them. */
export function testPaired(
  { clusters, by }: Paired,
  kind: MeasureKind,
  smallest: number,
  alpha: number,
  random: RandomSource,
): Found {
  const sides = {
    a: clusters.map((pairs) => sideOf(pairs, 'a')),
    b: clusters.map((pairs) => sideOf(pairs, 'b')),
  };
  const horizon = horizonOf([sides.a, sides.b]);
  const common = { sides, horizon };
  const counts = kind === 'share' ? singleCounts(clusters) : null;
  if (counts) {
    const same = counts.onlyA + counts.onlyB === 0;
    return {
      ...common,
      difference: pairedShares(counts, alpha),
      test: 'McNemar, exact',
      p: same ? null : mcNemarExact(counts.onlyA, counts.onlyB),
      equivalenceP: smallest > 0 ? pairedSharesEquivalence(counts, Math.min(1, smallest)) : null,
    };
  }
  const [ofA, ofB] = [sides.a, sides.b].map((side) => statisticOf(kind, side, horizon));
  const difference = (weights: Float64Array) => ofA(weights) - ofB(weights);
  if (kind === 'count' && by === 'seeds') return { ...common, ...countsOfSeeds(clusters.flat(), random) };
  if (clusters.flat().every(({ a, b }) => sameSamples(a, b, kind)))
    return {
      ...common,
      difference: alikeInterval(kind, sides, horizon, alpha),
      test: testName(kind, by),
      p: null,
      equivalenceP: smallest > 0 ? alikeEquivalence(kind, sides, horizon, smallest) : null,
    };
  const drawn = bootstrap([clusters.length], difference, random, DRAWS);
  const differences = flippable(clusters, kind);
  const found = {
    difference: intervalOf(drawn, alpha, clusters.length),
    equivalenceP: smallest > 0 ? bootstrapEquivalence(drawn, clusters.length, smallest) : null,
  };
  return {
    ...common,
    ...withFewDiffering(found, differences, kind, { ...common, smallest, alpha }),
    test: testName(kind, by),
    p: signFlips(differences, random).p,
  };
}

function testName(kind: MeasureKind, by: string): string {
  return `${kind === 'survival' ? 'log-rank, ' : ''}sides flipped over ${by}, bootstrap interval`;
}

const sideOf = (pairs: readonly Pair[], side: 'a' | 'b'): Weighted[] =>
  pairs.flatMap((pair) => pair[side].map((sample) => ({ sample, part: 1 / pair[side].length })));

/** Null unless each cluster is one pair of one observation a side, yes or no. */
function singleCounts(clusters: Paired['clusters']) {
  let [onlyA, onlyB] = [0, 0];
  for (const [pair, ...more] of clusters) {
    const values = [...pair.a, ...pair.b].map(({ value }) => value);
    if (more.length > 0 || values.length !== 2 || !values.every((value) => value === 0 || value === 1))
      return null;
    if (values[0] > values[1]) onlyA++;
    if (values[1] > values[0]) onlyB++;
  }
  return { onlyA, onlyB, pairs: clusters.length };
}

function sameSamples(a: Pair['a'], b: Pair['b'], kind: MeasureKind): boolean {
  const text = (samples: Pair['a']) =>
    samples
      .map(({ value, censored, completion }) => (kind === 'count' ? completion : `${value} ${censored}`))
      .sort()
      .join();
  return a.length === b.length ? text(a) === text(b) : meanOf(a) === meanOf(b) && kind !== 'survival';
}

/** One difference a cluster, whose sign is open where a and b could be exchanged. */
function flippable(clusters: Paired['clusters'], kind: MeasureKind): number[] {
  if (kind === 'count')
    return clusters.map((pairs) => {
      const [a, b] = (['a', 'b'] as const).map((side) => pairs.flatMap((pair) => pair[side]));
      return distinctIn(a) - distinctIn(b);
    });
  const scoreOf = kind === 'survival' ? scoresOf(clusters) : ({ value }: Pair['a'][number]) => value;
  const mean = (samples: Pair['a']) =>
    samples.reduce((sum, sample) => sum + scoreOf(sample), 0) / samples.length;
  return clusters.map((pairs) => pairs.reduce((sum, { a, b }) => sum + mean(a) - mean(b), 0));
}

function scoresOf(clusters: Paired['clusters']): (sample: Pair['a'][number]) => number {
  const samples = clusters.flat().flatMap(({ a, b }) => [...a, ...b]);
  const scores = logRankScores(durationsOf(samples));
  const bySample = new Map(samples.map((sample, i) => [sample, scores[i]]));
  return (sample) => bySample.get(sample)!;
}

/** Of a few units' completions over seeds: how many are different is a number of these seeds, without an interval. */
function countsOfSeeds(pairs: readonly Pair[], random: RandomSource) {
  const { value, p } = flippedCounts(pairs, random);
  const difference: Estimate = { value, low: value, high: value };
  return { difference, test: 'sides flipped over seeds, no interval', p, equivalenceP: null };
}
