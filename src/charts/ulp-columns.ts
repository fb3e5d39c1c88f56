import type { UlpHistogram as Histogram } from '../results/ulp-histogram.ts';

/** A column of the histogram of distances. */
export interface UlpColumn {
  readonly label: string;
  readonly count: number;
  readonly kind: 'zero' | 'bin' | 'crossing';
}

/** At least as many powers of two as give the zero column a readable width. */
const LEAST_BINS = 8;

/** A column for equal bits, one for each power of two, and one for changed signs where there are any. */
export function columnsOf({ zero, bins, crossing }: Histogram): UlpColumn[] {
  const powers = Math.max(bins.length, LEAST_BINS);
  return [
    { label: '0', count: zero, kind: 'zero' },
    ...Array.from({ length: powers }, (_, power): UlpColumn => {
      return { label: powerLabel(power), count: bins[power] ?? 0, kind: 'bin' };
    }),
    ...(crossing > 0 ? [{ label: '± 0', count: crossing, kind: 'crossing' } as const] : []),
  ];
}

/** `1`, `2`, ... `512`, `1k`, ... `2M`. */
function powerLabel(power: number): string {
  const [size, unit] = [2 ** (power % 10), ['', 'k', 'M', 'G'][Math.floor(power / 10)]];
  return `${size}${unit}`;
}
