/** Where a token stands among one arm's logits. */
export interface Standing {
  /** 0 is the highest; ties go to the lower id, as in greedy decoding. */
  readonly rank: number;
  readonly logit: number;
  /** Of softmax at temperature 1. */
  readonly probability: number;
}

export interface TopRow {
  readonly token: number;
  readonly text: string;
  readonly a: Standing;
  readonly b: Standing;
}

/**
 * The union of the `count` highest tokens of each side, best rank of either side first, with every token's standing in both.
 * @param a (vocabulary) logits of one arm at a position, `b` those of the other.
 */
export function topOfBoth(
  a: Float32Array,
  b: Float32Array,
  count: number,
  textOf: (token: number) => string,
): TopRow[] {
  const [sideA, sideB] = [standings(a), standings(b)];
  const union = new Set([...sideA.order.slice(0, count), ...sideB.order.slice(0, count)]);
  return [...union]
    .map((token) => ({ token, text: textOf(token), a: sideA.of(token), b: sideB.of(token) }))
    .toSorted((x, y) => bestRank(x) - bestRank(y) || x.a.rank - y.a.rank);
}

function bestRank({ a, b }: TopRow): number {
  return Math.min(a.rank, b.rank);
}

function standings(logits: Float32Array): { order: number[]; of: (token: number) => Standing } {
  const order = Array.from(logits, (_, token) => token).toSorted((x, y) => logits[y] - logits[x] || x - y);
  const ranks = new Map(order.map((token, rank) => [token, rank]));
  const highest = logits[order[0]];
  // Without the maximum taken out, an exponential could overflow.
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - highest), 0);
  return {
    order,
    of: (token) => ({
      rank: ranks.get(token)!,
      logit: logits[token],
      probability: Math.exp(logits[token] - highest) / sum,
    }),
  };
}
