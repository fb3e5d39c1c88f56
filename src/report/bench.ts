import type { OurEngine } from '../bench/our-arms.ts';
import type { OperationTime } from '../bench/report.ts';
import type { Interval } from '../bench/statistics.ts';
import type { Price } from '../bench/summary.ts';
import { CURE } from '../numerics/sets/sets.ts';

/** Three digits at least where there are as many. */
export function rateText(rate: number): string {
  return rate >= 100 ? rate.toFixed(0) : rate >= 10 ? rate.toFixed(1) : rate.toFixed(2);
}

export function ratioText({ estimate, low, high }: Interval): string {
  return `${estimate.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

/** Names the fastest: `1.12 (1.08 to 1.15) against fast`; `1.00, the fastest` where nothing is faster. */
export function priceText({ fastest, ratio }: Price): string {
  return fastest === CURE ? '1.00, the fastest' : `${ratioText(ratio)} against ${fastest}`;
}

/** The fast kernels are no set that anybody could choose. */
export function kernelsName(engine: OurEngine): string {
  return engine === 'fast' ? 'the fast kernels' : `the ${engine} set`;
}

export function gigaText(rate: number): string {
  return rateText(rate / 1e9);
}

export function limitText({ ofLimit, boundBy }: OperationTime): string {
  return ofLimit === null ? 'unknown' : `${(100 * ofLimit).toFixed(0)} % of ${boundBy}`;
}
