import type { ArrivalProcess } from '../crowd.ts';
import { exp } from './portable-math.ts';
import type { Variates } from './variates.ts';

/** Those whose times follow from nothing but themselves: not the turns of a closed loop, nor a trace's rows. */
export type OpenProcess = Exclude<ArrivalProcess, { readonly kind: 'closed' | 'trace' }>;
export type SurgeProcess = Extract<ArrivalProcess, { readonly kind: 'surge' }>;

const SECOND = 1000;

/** Requests a second at a time, in milliseconds: what its picture draws. */
export function rateAt(process: OpenProcess, ms: number): number {
  return process.kind === 'surge' ? surgeRate(process, ms) : process.perSecond;
}

/** Baseline until `from`, a straight ramp to the peak, the peak held, then what is above the baseline halves every `halfLife`. */
function surgeRate({ baseline, peak, from, ramp, hold, halfLife }: SurgeProcess, ms: number): number {
  const above = peak - baseline;
  const since = ms - from;
  if (since < 0) return baseline;
  if (since < ramp) return baseline + (above * since) / ramp;
  const after = since - ramp - hold;
  return after <= 0 ? peak : baseline + above * exp((-Math.LN2 * after) / halfLife);
}

/**
 * Times of arrival in milliseconds, rising, up to `until`. Poisson and Gamma by their gaps; a surge by thinning (Lewis and Shedler, 1979):
 * a Poisson process at the peak's rate, of which each arrival stays with probability rate / peak.
 */
export function* arrivalTimes(process: OpenProcess, variates: Variates, until: number): Generator<number> {
  const mean = SECOND / (process.kind === 'surge' ? process.peak : process.perSecond);
  const shape = process.kind === 'gamma' ? process.burstiness : 1;
  for (let ms = 0; ; ) {
    ms += mean * variates.gamma(shape);
    // A surge that falls to nothing brings nobody any more, however long one draws.
    if (ms > until) return;
    if (process.kind === 'surge' && variates.unit() * process.peak >= surgeRate(process, ms)) continue;
    yield microseconds(ms);
  }
}

/** To the microsecond, so that a time is short in a text. */
function microseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
