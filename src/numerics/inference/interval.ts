/** A value with its interval, `low` and `high` where they are known to be unbounded infinite. */
export interface ValueInterval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}
