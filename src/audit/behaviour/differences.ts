import { fisherExact } from '../../numerics/inference/fisher.ts';
import { mcNemarExact } from '../../numerics/inference/mcnemar.ts';
import { meanDifference, meanTest, type TestedDifference } from '../../numerics/inference/mean-difference.ts';
import { momentsOf } from '../../numerics/inference/moments.ts';
import { pairedShares } from '../../numerics/inference/paired-shares.ts';
import { permutedLabels } from '../../numerics/inference/permuted-labels.ts';
import type { RandomSource } from '../../numerics/inference/random-source.ts';
import { twoShareZ } from '../../numerics/inference/share-z.ts';
import { signFlips } from '../../numerics/inference/sign-flips.ts';
import { twoShares } from '../../numerics/inference/two-shares.ts';
import { isShare, type MeasureId } from './measures.ts';
import type { WindowTally } from './window-tally.ts';

export type Tested = TestedDifference;

/** Rows of both windows that answer the same question. */
export type Pairs = readonly (readonly [reference: number, current: number])[];

/** Answers up to which means are tested by permutation, which asks nothing of how values are spread; beyond, Student's t is as good. */
const MOST_PERMUTED = 2000;
/** Answers up to which Fisher's test goes through all tables. */
const MOST_EXACT = 20_000;

/** Current less reference, pair by pair: Tango's interval and McNemar's test of shares, Student's t and sign flips of means. Null where no pair tells. */
export function pairedDifference(
  id: MeasureId,
  reference: WindowTally,
  current: WindowTally,
  pairs: Pairs,
  random: RandomSource,
): Tested | null {
  const differences = pairs
    .map(([a, b]) => current.valueAt(b, id) - reference.valueAt(a, id))
    .filter((value) => !Number.isNaN(value));
  if (differences.length === 0) return null;
  if (isShare(id)) {
    const onlyA = differences.filter((value) => value > 0).length;
    const onlyB = differences.filter((value) => value < 0).length;
    const counts = { onlyA, onlyB, pairs: differences.length };
    return { ...pairedShares(counts), p: mcNemarExact(onlyA, onlyB) };
  }
  const found = meanTest(momentsOf(differences));
  return differences.length > MOST_PERMUTED ? found : { ...found, p: signFlips(differences, random).p };
}

/** Current less reference of independent windows: Newcombe's interval and Fisher's test of shares, Welch's t and permuted labels of means. */
export function independentDifference(
  id: MeasureId,
  reference: WindowTally,
  current: WindowTally,
  random: RandomSource,
): Tested {
  const [before, now] = [reference.momentsOf(id), current.momentsOf(id)];
  const both = before.n + now.n;
  if (isShare(id)) {
    const table = {
      ...{ passedA: Math.round(now.mean * now.n), totalA: now.n },
      ...{ passedB: Math.round(before.mean * before.n), totalB: before.n },
    };
    return { ...twoShares(table), p: both > MOST_EXACT ? shareP(table) : fisherExact(table) };
  }
  const found = meanDifference(now, before);
  const [a, b] = [current.valuesOf(id), reference.valuesOf(id)];
  return both > MOST_PERMUTED || !a || !b ? found : { ...found, p: permutedLabels(a, b, random) };
}

/** Where all or none are yes in both, z is no number and nothing is apart. */
function shareP({ passedA, totalA, passedB, totalB }: Parameters<typeof fisherExact>[0]): number {
  const { p } = twoShareZ(passedA, totalA, passedB, totalB);
  return Number.isNaN(p) ? 1 : p;
}
