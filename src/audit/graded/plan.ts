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
  /** Days a stage of a leak lasts are so chosen that all of its stages take these. */
  readonly leakDays: number;
  readonly courses: number;
  readonly seed: number;
}

/** A small service, and one with ten times its traffic: what is a large sample decides what a test of means says. */
export const PLANS: readonly AlarmsPlan[] = [
  {
    ...{ perDay: 200, days: 60, faultDay: 31, referenceDays: 7, probes: 4, leakDays: 30 },
    ...{ courses: 100, seed: 1 },
  },
  {
    ...{ perDay: 2000, days: 60, faultDay: 31, referenceDays: 7, probes: 4, leakDays: 30 },
    ...{ courses: 30, seed: 1 },
  },
];
