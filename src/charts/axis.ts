import { type ScaleContinuousNumeric, scaleLinear, scaleLog } from 'd3-scale';

/** Where a value lies along a line; `invert` is the way back. */
export type Scale = ScaleContinuousNumeric<number, number>;

export type Span = readonly [number, number];

/** Even steps: equal differences are equally far apart. */
export function linearScale(domain: Span, range: Span): Scale {
  return scaleLinear(domain, range);
}

/** Equal ratios are equally far apart; the values of `domain` are above 0. */
export function logScale(domain: Span, range: Span): Scale {
  return scaleLog(domain, range);
}

/** Whole numbers 0 to `last` in even steps of 1, 2 or 5 times a power of ten, in `most` steps at most. */
export function wholeTicks(last: number, most: number): number[] {
  const scale = scaleLinear([0, last], [0, 1]);
  const least = last / Math.max(1, most);
  // d3 takes a count as a wish.
  for (let count = Math.ceil(most); count > 0; count--) {
    const ticks = scale.ticks(count).filter(Number.isInteger);
    if (ticks[1] >= least) return ticks;
  }
  return [0];
}

/** A logarithmic axis between whole powers of ten. */
export interface PowerAxis {
  /** Holds every positive value. */
  readonly domain: Span;
  /** Stands for 0, a power below the rest; null where no value is 0. */
  readonly zero: number | null;
  /** From the lowest up, in even steps. */
  readonly ticks: readonly number[];
}

/** For values of which some may be 0, with about `most` labels at most; the largest and the smallest power are never the same. */
export function powerAxis(values: readonly number[], most = Number.POSITIVE_INFINITY): PowerAxis {
  const positive = values.filter((value) => value > 0 && Number.isFinite(value));
  const low = positive.length === 0 ? -3 : Math.floor(Math.log10(Math.min(...positive)));
  const high = positive.length === 0 ? 0 : Math.max(low + 1, Math.ceil(Math.log10(Math.max(...positive))));
  const zero = values.some((value) => value === 0) ? power(low - 1) : null;
  const stride = Math.max(1, Math.ceil((high - low + 1) / most));
  const ticks = Array.from({ length: Math.floor((high - low) / stride) + 1 }, (_, i) =>
    power(low + i * stride),
  );
  return {
    domain: [zero ?? power(low), power(high)],
    zero,
    ticks: zero === null ? ticks : [zero, ...ticks],
  };
}

/** Where a value of a power axis lies along it: 0 at its own place. */
export function powerScale({ domain, zero }: PowerAxis, range: Span): (value: number) => number {
  const scale = scaleLog(domain, range);
  return (value) => scale(value === 0 && zero !== null ? zero : value);
}

/** A power of ten as an axis names it: `1e-7`, `0.001`, `100`, `10k`. */
export function powerText(value: number): string {
  if (value < 0.001) return value.toExponential(0);
  const thousands = Math.floor(Math.log10(value) / 3 + 1e-9);
  return thousands > 0
    ? `${Number((value / 1000 ** thousands).toPrecision(1))}${'kMG'[thousands - 1]}`
    : String(Number(value.toPrecision(1)));
}

/** As it is written: 10 ** -4 is not 0.0001. */
function power(exponent: number): number {
  return Number(`1e${exponent}`);
}
