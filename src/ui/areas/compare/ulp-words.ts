import type { LogitDiff } from '../../../results/logit-diff.ts';
import { grouped } from '../../../results/text.ts';

export interface UlpWords {
  /** Largest distance among logits of one sign, and whether others cross zero. */
  readonly short: string;
  /** What the distance across zero is; null where no logit changed its sign. */
  readonly crossing: string | null;
  readonly explained: string;
}

/** A near-zero logit that changes its sign is some two thousand million ulp away from itself: that says nothing of size, and is said apart. */
export function ulpWords({
  maxUlp,
  maxUlpSameSign,
  crossings,
}: Pick<LogitDiff, 'maxUlp' | 'maxUlpSameSign' | 'crossings'>): UlpWords {
  const same = grouped(maxUlpSameSign);
  if (crossings === 0) {
    return { short: same, crossing: null, explained: 'Largest distance in units in the last place.' };
  }
  const logits = crossings === 1 ? '1 logit' : `${grouped(crossings)} logits`;
  return {
    short: `${same} + ${grouped(crossings)} across 0`,
    crossing: `${logits} ${crossings === 1 ? 'crosses' : 'cross'} zero, up to ${grouped(maxUlp)} ulp`,
    explained:
      `Largest distance in units in the last place among logits of one sign. ${logits} changed sign: a small value stands on ` +
      'the other side of zero, and every f32 in between counts, so that distance is no measure of size; |a − b| is.',
  };
}
