import { correlatingLags, type LongitudinalOutcome } from '../longitudinal.ts';

/** All lags of `correlatingLags` at once. */
export function correlateTimeline(...given: Parameters<typeof correlatingLags>): LongitudinalOutcome {
  const lags = correlatingLags(...given);
  for (;;) {
    const next = lags.next();
    if (next.done) return next.value;
  }
}
