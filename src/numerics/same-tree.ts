import type { AttentionPlan, ReductionPlan, SumPlan } from './plan.ts';

/**
 * Whether two plans add the same terms in the same tree, so that they may give the same bits whatever the terms are. Compared
 * are the trees, not how they are dealt out: lanes without a term are left out, the sides of an addition may be exchanged, and
 * a multiply-add onto a sum, the joining of two lanes and the merging of two splits all count as one kind of addition. So
 * where this is false the trees differ however the adapter fuses. Plans of different operations are never the same.
 */
export function sameTree(a: ReductionPlan, b: ReductionPlan): boolean {
  if (a.operation !== b.operation) return false;
  const trees = new Trees();
  return trees.rootOf(a) === trees.rootOf(b);
}

/** A subtree by number; null where nothing is added. Equal subtrees of plans that were given to one of these have equal numbers. */
type Tree = number | null;

class Trees {
  readonly #numbers = new Map<string, number>();

  rootOf(plan: ReductionPlan): Tree {
    return plan.operation === 'attention' ? this.#attention(plan) : this.#sum(plan);
  }

  /** Keys of a split by increasing index, then the splits in order; the scores' own trees tell plans apart too. */
  #attention({ splits, score }: AttentionPlan): Tree {
    const parts = splits.map(({ start, end }) => this.#chain(start, end, 1));
    return this.#number(`${this.#sum(score)}:${this.#inOrder(parts)}`);
  }

  #sum({ chunks, lanes, laneTree, chunkTree }: SumPlan): Tree {
    const sums = chunks.map(({ start, end }) => {
      const chains = Array.from({ length: lanes }, (_, lane) => this.#chain(start + lane, end, lanes));
      return laneTree === 'halving' ? this.#halve(chains) : this.#pairNeighbours(chains);
    });
    return chunkTree === 'binary' ? this.#pairNeighbours(sums) : this.#inOrder(sums);
  }

  /** Terms start, start + stride, ... below end, one after the other. */
  #chain(start: number, end: number, stride: number): Tree {
    let sum: Tree = null;
    for (let term = start; term < end; term += stride) sum = this.#add(sum, this.#number(`term ${term}`));
    return sum;
  }

  #inOrder(parts: readonly Tree[]): Tree {
    return parts.reduce((sum, part) => this.#add(sum, part), null);
  }

  #halve(lanes: readonly Tree[]): Tree {
    if (lanes.length === 1) return lanes[0];
    const half = lanes.length / 2;
    return this.#halve(lanes.slice(0, half).map((left, j) => this.#add(left, lanes[j + half])));
  }

  /** One out of an odd number goes up as it is. */
  #pairNeighbours(trees: readonly Tree[]): Tree {
    if (trees.length === 1) return trees[0];
    const pairs = trees
      .filter((_, j) => j % 2 === 0)
      .map((left, j) => this.#add(left, trees[2 * j + 1] ?? null));
    return this.#pairNeighbours(pairs);
  }

  /** Adding nothing is no addition. */
  #add(a: Tree, b: Tree): Tree {
    if (a === null) return b;
    if (b === null) return a;
    return this.#number(a < b ? `${a}+${b}` : `${b}+${a}`);
  }

  #number(key: string): number {
    const known = this.#numbers.get(key) ?? this.#numbers.size;
    this.#numbers.set(key, known);
    return known;
  }
}
