/** How courses of days are drawn and watched. */
export interface AlarmsPlan {
  /** Requests of users a day. */
  readonly perDay: number;
  readonly days: number;
  /** The first day of a fault, from 1. */
  readonly faultDay: number;
  /** Days before the first one, which make the reference window. */
  readonly referenceDays: number;
  /** Probes a day that are compared with what they gave first, and as many that are compared with themselves alone. */
  readonly probes: number;
  /** Days that all stages of a leak take together. */
  readonly leakDays: number;
  readonly courses: number;
  readonly seed: number;
}

/**
 * A service, and one with a quarter of its traffic. No day has more requests than a run has: what is drawn more often than it was
 * measured differs from another run by chance alone, and a test of many would see that.
 */
export const PLANS: readonly AlarmsPlan[] = [
  {
    ...{ perDay: 200, days: 60, faultDay: 31, referenceDays: 7, probes: 4, leakDays: 30 },
    ...{ courses: 100, seed: 1 },
  },
  {
    ...{ perDay: 50, days: 60, faultDay: 31, referenceDays: 7, probes: 4, leakDays: 30 },
    ...{ courses: 100, seed: 1 },
  },
];
