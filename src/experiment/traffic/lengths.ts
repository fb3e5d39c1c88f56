import type { LengthDistribution } from '../crowd.ts';
import { exp, ln } from './portable-math.ts';

/** The length below which a share of all lengths lies; `share` is in [0, 1). At least 1. */
export function lengthAt(distribution: LengthDistribution, share: number): number {
  switch (distribution.kind) {
    case 'fixed':
      return distribution.tokens;
    case 'uniform':
      return distribution.least + Math.floor(share * (distribution.most - distribution.least + 1));
    case 'quantiles': {
      const { at } = distribution;
      const above = Math.max(
        1,
        at.findIndex(([upTo]) => upTo >= share),
      );
      const [[from, least], [to, most]] = [at[above - 1], at[above]];
      const part = (share - from) / (to - from);
      return Math.round(exp(ln(least) + part * (ln(most) - ln(least))));
    }
  }
}

/** No length is beyond it. */
export function longestOf(distribution: LengthDistribution): number {
  if (distribution.kind === 'fixed') return distribution.tokens;
  return distribution.kind === 'uniform' ? distribution.most : distribution.at.at(-1)![1];
}
