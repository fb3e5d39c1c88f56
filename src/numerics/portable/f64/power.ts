import { add, divide, multiply, negative, type Pair, pairOf } from './pairs.ts';

/** ln 2 in 106 bits. */
const LN_2: Pair = { high: Math.LN2, low: 2.3190468138462996e-17 };
const ONE = pairOf(1);
/** Terms of atanh's series, whose argument's square is at most 0.0295, and of e^r's, |r| at most 0.35: what follows is below 2^-106. */
const LOG_TERMS = 22;
const EXP_TERMS = 27;

/**
 * base^exponent of a base above 0 where the result is a normal number: nearly always the f64 nearest to it, since it is computed to about 2^-100. The
 * same in every JavaScript, which Math.pow is not.
 */
export function power(base: number, exponent: number): number {
  return exponential(multiply(logarithm(base), pairOf(exponent)));
}

/** The natural logarithm of x > 0, rounded to f64: as exact, and the same everywhere. */
export function naturalLog(x: number): number {
  return logarithm(x).high;
}

/** ln x = k ln 2 + 2 atanh((m - 1) / (m + 1)) for x = 2^k m with m about 1. */
function logarithm(x: number): Pair {
  let [m, k] = [x, 0];
  for (; m > Math.SQRT2; k++) m /= 2;
  for (; m < Math.SQRT1_2; k--) m *= 2;
  const t = divide(pairOf(m - 1), add(pairOf(m), ONE));
  const square = multiply(t, t);
  let series = pairOf(0);
  for (let n = LOG_TERMS; n >= 0; n--) series = add(multiply(series, square), divide(ONE, pairOf(2 * n + 1)));
  return add(multiply(LN_2, pairOf(k)), multiply(multiply(t, pairOf(2)), series));
}

/** e^y = 2^k e^r. */
function exponential(y: Pair): number {
  const k = Math.round(y.high / LN_2.high);
  const r = add(y, negative(multiply(LN_2, pairOf(k))));
  let series = ONE;
  for (let n = EXP_TERMS; n > 0; n--)
    series = add(multiply(multiply(series, r), divide(ONE, pairOf(n))), ONE);
  return scaled(series.high, k);
}

/** x 2^k, by exact factors. */
function scaled(x: number, k: number): number {
  let y = x;
  for (let i = 0; i < Math.abs(k); i++) y *= k > 0 ? 2 : 0.5;
  return y;
}
