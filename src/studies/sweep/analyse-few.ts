import { pairedShares, pairedSharesEquivalence } from '../../numerics/inference/paired-shares.ts';
import { alikeEquivalence, alikeInterval, type Sides } from './analyse-alike.ts';
import type { MeasureKind } from './measures.ts';
import type { Estimate } from './outcome.ts';

/** What a bootstrap said of units, of which these are the differences, one each. */
export interface Bootstrapped {
  readonly difference: Estimate;
  readonly equivalenceP: number | null;
}

/**
 * The same with what so few units leave open, where so few differ that no pattern of their signs has a p-value of `alpha`: a bootstrap draws
 * from those alone, and of one unit in 250 that differs it says more than of none. Shares are told as if each of these units differed wholly, by
 * the score test of pairs, and nothing is told more surely than of units that are all alike.
 */
export function withFewDiffering(
  found: Bootstrapped,
  differences: readonly number[],
  kind: MeasureKind,
  { sides, horizon, smallest, alpha }: { sides: Sides; horizon: number; smallest: number; alpha: number },
): Bootstrapped {
  const [onlyA, onlyB] = [1, -1].map((sign) => differences.filter((each) => each * sign > 0).length);
  if (2 ** (1 - onlyA - onlyB) <= alpha) return found;
  const counts = { onlyA, onlyB, pairs: differences.length };
  const { value, low, high } = found.difference;
  const ends = [alikeInterval(kind, sides, horizon, alpha)];
  const ps = [found.equivalenceP, alikeEquivalence(kind, sides, horizon, smallest)];
  if (kind === 'share') {
    ends.push(pairedShares(counts, alpha));
    ps.push(pairedSharesEquivalence(counts, Math.min(1, smallest)));
  }
  return {
    difference: {
      value,
      low: Math.min(low, ...ends.map((each) => each.low)),
      high: Math.max(high, ...ends.map((each) => each.high)),
    },
    equivalenceP: found.equivalenceP === null ? null : Math.max(...ps.map((p) => p ?? 0)),
  };
}
