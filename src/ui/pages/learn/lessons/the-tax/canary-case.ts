import { powerAgainstKnown, sampleSize } from '../../../../../numerics/inference/power.ts';
import { rightAtMost, ASKED as TOKENS } from '../trades/effort-case.ts';

/** Right answers of the version that serves everybody, per cent: nano's long tasks, whole. */
export const RIGHT = rightAtMost(TOKENS);
/** Points by which the canary's are fewer. */
export const FALLS = [2, 3, 5, 8, 10, 15, 20];
/** Of the requests, per cent. */
export const SHARES = [1, 2, 5, 10, 20, 50];
/** The canary's share, and the requests that the task allows. */
export const ASKED_SHARE = 5;
export const ASKED_WITHIN = 10_000;
export const ALPHA = 0.05;
export const POWER = 0.8;

const known = new Map<number, number>();

/**
 * Requests that the canary itself must answer so that the exact binomial test sees the fall four times in five. The others' share of right
 * answers counts as known: they are many.
 */
export function answersNeeded(fall: number): number {
  const found = known.get(fall);
  if (found !== undefined) return found;
  const design = { known: RIGHT / 100, truth: (RIGHT - fall) / 100, alpha: ALPHA };
  const needed = sampleSize((n) => powerAgainstKnown({ n, ...design }), POWER);
  if (needed === null) throw new RangeError(`a fall of ${fall} points: no number of answers is enough`);
  known.set(fall, needed);
  return needed;
}

/** Requests that come to the service until the canary has had its own. */
export function requestsNeeded(fall: number, share: number): number {
  return Math.ceil((100 * answersNeeded(fall)) / share);
}

/** The smallest fall that such a share sees within so many requests; null: none. */
export function leastFall(share: number, within: number): number | null {
  return FALLS.find((fall) => requestsNeeded(fall, share) <= within) ?? null;
}
