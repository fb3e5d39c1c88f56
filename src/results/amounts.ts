import { grouped } from '../numerics/grouped.ts';

/** `1.4 kB`, `3.6 MB`, `2.5 GB`: in powers of ten. */
export function bytesWords(bytes: number): string {
  return bytes < 1000 ? `${bytes} bytes` : scaled(bytes, ['kB', 'MB', 'GB', 'TB']);
}

/** `12 k`, `2.1 G`. */
export function amountWords(count: number): string {
  return count < 1000 ? grouped(count) : scaled(count, ['k', 'M', 'G', 'T', 'P']);
}

function scaled(count: number, units: readonly string[]): string {
  let value = count / 1000;
  let unit = 0;
  for (; value >= 999.5 && unit < units.length - 1; unit++) value /= 1000;
  return `${value < 99.95 ? value.toFixed(1) : grouped(Math.round(value))} ${units[unit]}`;
}

/** `57.0 %` of a share of 0.57. */
export function percentWords(share: number, digits = 1): string {
  return `${(100 * share).toFixed(digits)} %`;
}

/** To one figure that a person would say: `0.4 s`, `12 s`, `3 min`. */
export function durationWords(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${Math.max(0.1, seconds).toFixed(1)} s`;
  return seconds < 100 ? `${Math.round(seconds)} s` : `${grouped(Math.round(seconds / 60))} min`;
}
