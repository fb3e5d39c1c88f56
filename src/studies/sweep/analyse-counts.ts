import type { RandomSource } from '../../numerics/inference/random-source.ts';
import type { Pair } from './analyse-contrast.ts';
import { clustered } from './analyse-contrast.ts';

/** Random exchanges: p is at least 1 / 5,000. */
const EXCHANGES = 4_999;

/**
 * Different completions of a less those of b, mean over units, and the share of ways to exchange the two sides of whole seeds that bring
 * at least as large a difference. Null where the sides of every pair have one completion.
 */
export function flippedCounts(
  pairs: readonly Pair[],
  random: RandomSource,
): { value: number; p: number | null } {
  const units = clustered(pairs, ({ a }) => a[0], 'units');
  const seeds = new Map([...new Set(pairs.map(({ a }) => a[0].seed))].map((seed, i) => [seed, i]));
  const ids = new Map<string | null, number>();
  const idsOf = (samples: Pair['a']) =>
    samples.map(({ completion }) => {
      if (!ids.has(completion)) ids.set(completion, ids.size);
      return ids.get(completion)!;
    });
  const coded = units.map((unit) =>
    unit.map(({ a, b }) => ({ seed: seeds.get(a[0].seed)!, a: idsOf(a), b: idsOf(b) })),
  );
  const seen = [new Uint32Array(ids.size), new Uint32Array(ids.size)];
  let round = 0;
  const differenceAt = (flipped: (seed: number) => boolean): number => {
    let difference = 0;
    for (const unit of coded) {
      round++;
      for (const { seed, a, b } of unit) {
        const [first, second] = flipped(seed) ? [b, a] : [a, b];
        for (const id of first)
          if (seen[0][id] !== round) {
            seen[0][id] = round;
            difference++;
          }
        for (const id of second)
          if (seen[1][id] !== round) {
            seen[1][id] = round;
            difference--;
          }
      }
    }
    return difference;
  };
  const found = differenceAt(() => false);
  const value = found / units.length;
  if (coded.flat().every(({ a, b }) => a.join() === b.join())) return { value, p: null };
  let asExtreme = 1;
  const flips = new Uint8Array(seeds.size);
  for (let exchange = 0; exchange < EXCHANGES; exchange++) {
    for (let seed = 0; seed < flips.length; seed++) flips[seed] = random.below(2);
    if (Math.abs(differenceAt((seed) => flips[seed] === 1)) >= Math.abs(found)) asExtreme++;
  }
  return { value, p: asExtreme / (EXCHANGES + 1) };
}
