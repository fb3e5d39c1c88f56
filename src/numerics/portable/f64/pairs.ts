/**
 * Arithmetic on unevaluated sums of two f64, about 106 bits, of nothing but f64's +, -, x and /, which IEEE 754 rounds one way and JavaScript neither
 * fuses nor widens. Sources: Dekker, "A floating-point technique for extending the available precision" (1971); Knuth, TAOCP 2, 4.2.2.
 */
export interface Pair {
  readonly high: number;
  /** At most half a unit in the last place of `high`. */
  readonly low: number;
}

/** 2^27 + 1. */
const SPLITTER = 134217729;

/** a + b exactly. */
export function sumOf(a: number, b: number): Pair {
  const high = a + b;
  const fromB = high - a;
  return { high, low: a - (high - fromB) + (b - fromB) };
}

/** a b exactly, short of overflow. */
export function productOf(a: number, b: number): Pair {
  const high = a * b;
  const [a1, a2] = halves(a);
  const [b1, b2] = halves(b);
  return { high, low: a1 * b1 - high + a1 * b2 + a2 * b1 + a2 * b2 };
}

export function add(a: Pair, b: Pair): Pair {
  const sum = sumOf(a.high, b.high);
  const rest = sumOf(a.low, b.low);
  const { high, low } = ordered(sum.high, sum.low + rest.high);
  return ordered(high, low + rest.low);
}

export function multiply(a: Pair, b: Pair): Pair {
  const { high, low } = productOf(a.high, b.high);
  return ordered(high, low + (a.high * b.low + a.low * b.high));
}

export function divide(a: Pair, b: Pair): Pair {
  const first = a.high / b.high;
  const rest = add(a, negative(multiply(b, pairOf(first))));
  const second = rest.high / b.high;
  const last = add(rest, negative(multiply(b, pairOf(second)))).high / b.high;
  return add(ordered(first, second), pairOf(last));
}

export function pairOf(high: number): Pair {
  return { high, low: 0 };
}

export function negative({ high, low }: Pair): Pair {
  return { high: -high, low: -low };
}

/** a + b where a is the larger in magnitude. */
function ordered(a: number, b: number): Pair {
  const high = a + b;
  return { high, low: b - (high - a) };
}

/** 26 bits and the rest, whose products with other halves are exact. */
function halves(x: number): readonly [number, number] {
  const scaled = SPLITTER * x;
  const high = scaled - (scaled - x);
  return [high, x - high];
}
