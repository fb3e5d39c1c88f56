/** Passes of each cluster: what stands or falls together, as requests that were sent at once. */
export interface Clusters {
  readonly a: readonly number[];
  readonly b: readonly number[];
}

/**
 * One-sided p-value of the exact permutation test that clusters of a pass no more than those of b: of all ways to call as many of a stratum's
 * clusters a's, the share that gives a as many passes or more in all strata together. Nothing is assumed of what is within a cluster
 * (R. A. Fisher 1935; clusters as M. H. Gail et al. 1996). Of clusters of one each it is `stratifiedExact`. 1 where nothing is to be told.
 */
export function clusteredExact(strata: readonly Clusters[]): number {
  let chances = new Map([[0, 1]]);
  let found = 0;
  for (const { a, b } of strata) {
    if (a.length === 0 || b.length === 0) continue;
    found += sum(a);
    const own = chancesOf([...a, ...b], a.length);
    const next = new Map<number, number>();
    for (const [x, p] of chances) for (const [y, q] of own) next.set(x + y, (next.get(x + y) ?? 0) + p * q);
    chances = next;
  }
  let tail = 0;
  for (const [passes, chance] of chances) if (passes >= found) tail += chance;
  return Math.min(1, tail);
}

/** Of the sum of `take` of the counts, drawn without putting back. */
function chancesOf(counts: readonly number[], take: number): Map<number, number> {
  // By how many of those so far are taken: chances of their sums, that many among them.
  let taken = [new Map([[0, 1]])];
  for (const [i, count] of counts.entries()) {
    const next = Array.from({ length: Math.min(take, i + 1) + 1 }, () => new Map<number, number>());
    for (const [k, sums] of taken.entries())
      for (const [passes, chance] of sums) {
        // The next one is among the taken as often as its place is.
        const share = (take - k) / (counts.length - i);
        if (k < take) add(next[k + 1], passes + count, chance * share);
        add(next[k], passes, chance * (1 - share));
      }
    taken = next;
  }
  return taken[take];
}

function add(sums: Map<number, number>, passes: number, chance: number): void {
  if (chance > 0) sums.set(passes, (sums.get(passes) ?? 0) + chance);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
