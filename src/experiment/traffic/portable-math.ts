/**
 * Logarithm and exponential from additions, products and quotients alone, which IEEE 754 fixes to the bit. `Math.log` and `Math.exp` may
 * differ between browsers in the last place, and a crowd is to be the same everywhere.
 */

/** ln 2 as a sum: the first part has 32 bits, so that whole multiples of it are exact. */
const [LN2_HIGH, LN2_LOW] = [0.6931471803691238, 1.9082149292705877e-10];

const word = new DataView(new ArrayBuffer(8));

/** 2^n of a whole number from -1022 to 1023. */
function powerOfTwo(n: number): number {
  word.setUint32(0, (n + 1023) << 20);
  word.setUint32(4, 0);
  return word.getFloat64(0);
}

/** Natural logarithm of a normal positive number, within a few units in the last place. */
export function ln(x: number): number {
  word.setFloat64(0, x);
  const exponent = ((word.getUint32(0) >>> 20) & 0x7ff) - 1023;
  let mantissa = x / powerOfTwo(exponent);
  let n = exponent;
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    n++;
  }
  // ln m = 2 atanh((m - 1) / (m + 1)), whose argument is at most 0.172.
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let sum = 0;
  for (let k = 23; k >= 3; k -= 2) sum = (sum + 1 / k) * square;
  return n * LN2_HIGH + (2 * s + (2 * s * sum + n * LN2_LOW));
}

/** e^x, from -700 to 700, within a few units in the last place; beyond, as if it stood at the nearer end. */
export function exp(x: number): number {
  const within = Math.min(700, Math.max(-700, x));
  const n = Math.round(within / Math.LN2);
  const rest = within - n * LN2_HIGH - n * LN2_LOW;
  let sum = 1;
  for (let k = 14; k >= 1; k--) sum = 1 + (sum * rest) / k;
  return sum * powerOfTwo(n);
}
