import { alignStreams } from '../../results/diff.ts';
import type { AnsweredUnit } from './answered.ts';

/**
 * Mean of logit(top1) - logit(top2) over positions, in logits: up to and with the first at which one of the answers that it is compared with
 * has another token, as later ones come of other contexts; over all where none does. Null where margins were not kept, or there is no token.
 */
export function meanMargin(
  { tokens, margins }: Pick<AnsweredUnit, 'tokens' | 'margins'>,
  others: readonly Pick<AnsweredUnit, 'tokens'>[],
): number | null {
  if (!margins) return null;
  const comparable = others.map((other) => alignStreams(tokens, other.tokens).comparable);
  const counted = margins.slice(0, Math.min(...comparable, margins.length));
  return counted.length === 0 ? null : counted.reduce((sum, margin) => sum + margin, 0) / counted.length;
}
