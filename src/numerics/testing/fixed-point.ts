/** Elementary functions in whole numbers over 2^256: what f64 sequences are held against, exact to far beyond f64. */
const BITS = 256n;
const ONE = 1n << BITS;

/** A finite f64 over 2^256, exactly as long as it is 0 or above 2^-200. */
export function fixedOf(x: number): bigint {
  let [value, exponent] = [x, 0n];
  while (!Number.isInteger(value)) {
    value *= 2;
    exponent++;
  }
  return (BigInt(value) << BITS) >> exponent;
}

/** The f64 nearest to a fixed-point number above 0; ties, which do not occur, go up. */
export function nearestF64(x: bigint): number {
  const length = BigInt(x.toString(2).length);
  const shift = length - 53n;
  if (shift <= 0n) return Number(x) / 2 ** Number(BITS);
  const rounded = (x + (1n << (shift - 1n))) >> shift;
  return Number(rounded) * 2 ** Number(shift - BITS);
}

const times = (a: bigint, b: bigint): bigint => (a * b) >> BITS;
const over = (a: bigint, b: bigint): bigint => (a << BITS) / b;

/** ln x of x > 0 by 2 atanh((m - 1) / (m + 1)), m about 1. */
export function fixedLog(x: bigint): bigint {
  let [m, k] = [x, 0n];
  for (; m > (3n * ONE) / 2n; k++) m >>= 1n;
  for (; m < (3n * ONE) / 4n; k--) m <<= 1n;
  return k * LN_2 + atanhTwice(m);
}

function atanhTwice(m: bigint): bigint {
  const t = over(m - ONE, m + ONE);
  const square = times(t, t);
  let [power, sum] = [t, 0n];
  for (let n = 1n; power !== 0n && power !== -1n; n += 2n, power = times(power, square)) sum += power / n;
  return 2n * sum;
}

const LN_2 = 3n * atanhTwice((5n * ONE) / 4n) + atanhTwice((128n * ONE) / 125n);

/** e^x of x from -100 to 100. */
export function fixedExp(x: bigint): bigint {
  let [term, sum] = [ONE, 0n];
  // Squared 8 times: the series is of less than 1.
  const small = x >> 8n;
  for (let n = 1n; term !== 0n && term !== -1n; n++) {
    sum += term;
    term = times(term, small) / n;
  }
  for (let i = 0; i < 8; i++) sum = times(sum, sum);
  return sum;
}

/** Pi by Machin's 16 atan(1/5) - 4 atan(1/239). */
export const PI = 16n * atanOneOver(5n) - 4n * atanOneOver(239n);

function atanOneOver(x: bigint): bigint {
  let [power, sum] = [ONE / x, 0n];
  for (let n = 1n; power !== 0n; n += 2n, power /= x * x) sum += (n % 4n === 1n ? power : -power) / n;
  return sum;
}

/** Cosine and sine of any angle. */
export function fixedTurn(angle: bigint): { readonly cos: bigint; readonly sin: bigint } {
  const rest = angle % (2n * PI);
  let [term, cos, sin] = [ONE, 0n, 0n];
  for (let n = 1n; term !== 0n && term !== -1n; n++) {
    // Terms go +cos, +sin, -cos, -sin.
    const signed = (n - 1n) % 4n < 2n ? term : -term;
    if (n % 2n === 1n) cos += signed;
    else sin += signed;
    term = times(term, rest) / n;
  }
  return { cos, sin };
}

/** Units in the last place of `found`, an f64, that it is away from an exact value. */
export function ulpsFrom(found: number, exact: bigint): number {
  const ulp = 2 ** (Math.floor(Math.log2(Math.max(Math.abs(found), 2 ** -100))) - 52);
  const distance = fixedOf(found) - exact;
  return Math.abs(Number(distance) / 2 ** 256) / ulp;
}
