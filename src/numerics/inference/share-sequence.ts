import { isRefuted } from './bernoulli-mixture.ts';
import { checkCounts } from './counts.ts';
import { endBetween } from './end-between.ts';
import type { ValueInterval } from './interval.ts';

/** Halvings of a search for an end: to a part in 10^9. */
const ROUNDS = 30;

/**
 * A share with its interval at this look: one of a confidence sequence, so that all of its intervals, at every look together, hold the true
 * share with probability 1 - alpha at least (H. Robbins 1970, of Bernoulli trials; S. Howard, A. Ramdas, J. McAuliffe and J. Sekhon 2021 on
 * such sequences). Whoever stops at whichever look is as safe as whoever looks once. Of no trials it is all of [0, 1]. Throws RangeError
 * of counts that are none.
 */
export function shareSequence(passed: number, total: number, alpha: number): ValueInterval {
  if (total === 0 && passed === 0) return { value: Number.NaN, low: 0, high: 1 };
  checkCounts(passed, total);
  const value = passed / total;
  return {
    value,
    low: passed === 0 ? 0 : endOf(passed, total, alpha, 0, value),
    high: passed === total ? 1 : endOf(passed, total, alpha, 1, value),
  };
}

/** Where shares between one that is refuted and one that is not begin to be: the end on the refuted side. */
function endOf(passed: number, total: number, alpha: number, refuted: number, kept: number): number {
  const isOut = (share: number) => isRefuted(passed, total, share, alpha);
  return endBetween({ inside: kept, outside: refuted }, ROUNDS, isOut).outside;
}
