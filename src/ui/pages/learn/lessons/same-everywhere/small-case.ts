import { kept } from '../../../../../numerics/portable/portable-math.ts';

/** Of the smallest normal f32. */
export const SMALLEST_NORMAL = -126;
/** Exponents that the sliders have. */
export const POWERS = Array.from({ length: 71 }, (_, i) => i - 75);

export interface SmallProduct {
  /** The factors, as they are taken. */
  readonly a: number;
  readonly b: number;
  /** Their product on an adapter that keeps what is below 2^-126, and on one that flushes it. */
  readonly keeping: number;
  readonly flushing: number;
}

/** 2^i times 2^j in f32. With the rule a factor below 2^-51 counts as zero. */
export function smallProduct(i: number, j: number, rule: boolean): SmallProduct {
  const taken = (x: number) => (rule ? kept(x) : x);
  const [a, b] = [taken(2 ** i), taken(2 ** j)];
  const keeping = Math.fround(a * b);
  return { a, b, keeping, flushing: Math.abs(keeping) < 2 ** SMALLEST_NORMAL ? 0 : keeping };
}

/** A power of two, or zero, as it is written. */
export function powerText(value: number): string {
  return value === 0 ? '0' : `2^${Math.log2(value)}`.replace('-', '−');
}
