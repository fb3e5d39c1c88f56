import { highestOf, rankOf } from '../numerics/highest.ts';

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
  const [sideA, sideB] = [standings(a, count), standings(b, count)];
  const union = new Set([...sideA.highest, ...sideB.highest]);
  return [...union]
    .map((token) => ({ token, text: textOf(token), a: sideA.of(token), b: sideB.of(token) }))
    .toSorted((x, y) => bestRank(x) - bestRank(y) || x.a.rank - y.a.rank);
}

function bestRank({ a, b }: TopRow): number {
  return Math.min(a.rank, b.rank);
}

/** Of a vocabulary of any size: nothing is sorted. */
function standings(
  logits: Float32Array,
  count: number,
): { highest: readonly number[]; of: (token: number) => Standing } {
  const highest = highestOf(logits, count);
  const best = logits[highest[0]];
  // Without the maximum taken out, an exponential could overflow.
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - best), 0);
  const rank = (token: number) => {
    const at = highest.indexOf(token);
    return at >= 0 ? at : rankOf(logits, token);
  };
  return {
    highest,
    of: (token) => ({
      rank: rank(token),
      logit: logits[token],
      probability: Math.exp(logits[token] - best) / sum,
    }),
  };
}
