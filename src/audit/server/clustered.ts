import type { RandomSource } from '../../numerics/inference/random-source.ts';

const ORDERS = 999;
/** A change with time is believed at this level; which test follows from it keeps its own level either way. */
const LEVEL = 0.05;

/**
 * Whether answers to the same question change with time, as after a new release, and not from one to the next: whether, of lists in time
 * order of whether each answer left its reference, neighbours are equal more often than in all but one of twenty random orders of each list
 * (a runs test by permutation, after A. Wald and J. Wolfowitz 1940). Given how many left it says nothing of them, so choosing a test by it is fair.
 */
export function changesWithTime(lists: readonly (readonly boolean[])[], random: RandomSource): boolean {
  const mixed = lists.filter((list) => list.includes(true) && list.includes(false));
  if (mixed.length === 0) return false;
  const found = changes(mixed);
  let asFew = 1;
  for (let i = 0; i < ORDERS; i++) if (changes(mixed.map((list) => shuffled(list, random))) <= found) asFew++;
  return asFew / (ORDERS + 1) <= LEVEL;
}

function changes(lists: readonly (readonly boolean[])[]): number {
  let count = 0;
  for (const list of lists) for (let i = 1; i < list.length; i++) if (list[i] !== list[i - 1]) count++;
  return count;
}

function shuffled(list: readonly boolean[], random: RandomSource): boolean[] {
  const copy = [...list];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [copy[i], copy[j]] = [copy[j], copy[i]];
  }
  return copy;
}
