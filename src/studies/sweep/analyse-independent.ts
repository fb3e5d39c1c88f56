import { bootstrap, DRAWS } from '../../numerics/inference/bootstrap.ts';
import { bootstrapEquivalence } from '../../numerics/inference/equivalence.ts';
import { fisherExact } from '../../numerics/inference/fisher.ts';
import { permutedLabels } from '../../numerics/inference/permuted-labels.ts';
import type { RandomSource } from '../../numerics/inference/random-source.ts';
import { logRankScores } from '../../numerics/inference/survival.ts';
import { alikeEquivalence, alikeInterval } from './analyse-alike.ts';
import type { Contrast } from './analyse-contrast.ts';
import { intervalOf } from './analyse-estimate.ts';
import type { Found } from './analyse-paired.ts';
import { distinctIn, durationsOf, meanOf } from './analyse-rows.ts';
import { horizonOf, statisticOf, whole } from './analyse-statistic.ts';
import type { MeasureKind } from './measures.ts';

type Independent = Extract<Contrast, { kind: 'independent' }>;

/** What units of a and other units of b say. */
export function testIndependent(
  { a, b, by }: Independent,
  kind: MeasureKind,
  smallest: number,
  alpha: number,
  random: RandomSource,
): Found {
  const sides = { a: a.map(whole), b: b.map(whole) };
  const horizon = horizonOf([sides.a, sides.b]);
  const [ofA, ofB] = [sides.a, sides.b].map((side) => statisticOf(kind, side, horizon));
  const drawn = bootstrap(
    [a.length, b.length],
    (weights) => ofA(weights.subarray(0, a.length)) - ofB(weights.subarray(a.length)),
    random,
    DRAWS,
  );
  const smaller = Math.min(a.length, b.length);
  const single = kind === 'share' && [...a, ...b].every((samples) => samples.length === 1);
  const passed = (samples: Independent['a']) => samples.flat().reduce((sum, { value }) => sum + value, 0);
  const [means, scored] = [
    [a, b].map((side) => side.map(meanOf)),
    kind === 'survival' ? scoresOf(a, b) : null,
  ];
  const [labelledA, labelledB] =
    scored ?? (kind === 'count' ? [a, b].map((side) => side.map(distinctIn)) : means);
  const same =
    new Set(
      [...a, ...b]
        .flat()
        .map(
          ({ value, censored, completion }) => `${value} ${censored} ${kind === 'count' ? completion : ''}`,
        ),
    ).size === 1;
  return {
    sides,
    horizon,
    difference: same ? alikeInterval(kind, sides, horizon, alpha) : intervalOf(drawn, alpha, smaller),
    test: single
      ? 'Fisher, exact'
      : `${scored ? 'log-rank, ' : ''}labels permuted over ${by}, bootstrap interval`,
    p: same
      ? null
      : single
        ? fisherExact({ passedA: passed(a), totalA: a.length, passedB: passed(b), totalB: b.length })
        : permutedLabels(labelledA, labelledB, random),
    equivalenceP:
      smallest === 0 || kind === 'count'
        ? null
        : same
          ? alikeEquivalence(kind, sides, horizon, smallest)
          : bootstrapEquivalence(drawn, smaller, smallest),
  };
}

/** Mean log-rank score of each cluster, of both sides. */
function scoresOf(a: Independent['a'], b: Independent['b']): number[][] {
  const clusters = [...a, ...b];
  const scores = logRankScores(durationsOf(clusters.flat()));
  let next = 0;
  const means = clusters.map(({ length }) => {
    const own = scores.subarray(next, next + length);
    next += length;
    return own.reduce((sum, score) => sum + score, 0) / length;
  });
  return [means.slice(0, a.length), means.slice(a.length)];
}
