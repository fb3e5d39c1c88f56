import { trueMinus } from './true-minus.ts';

const words = new DataView(new ArrayBuffer(8));

/**
 * Every decimal digit of a finite number: a float is a whole number over a power of two, so that its expansion ends. Plain up
 * to 21 digits before the point and 24 zeros after it, with an exponent of ten beyond.
 */
export function exactDecimal(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞';
  const sign = value < 0 || Object.is(value, -0) ? '−' : '';
  if (value === 0) return `${sign}0`;
  const { digits, scale } = decimalOf(Math.abs(value));
  const places = digits.length - scale;
  if (places > 21 || places < -24) {
    const rest = digits.slice(1).replace(/0+$/, '');
    return `${sign}${digits[0]}${rest && `.${rest}`} × 10^${trueMinus(String(places - 1))}`;
  }
  const padded = digits.padStart(scale + 1, '0');
  const fraction = padded.slice(padded.length - scale).replace(/0+$/, '');
  const whole = padded.slice(0, padded.length - scale);
  return sign + (scale === 0 ? padded : `${whole}${fraction && `.${fraction}`}`);
}

/** digits / 10^scale, for a value above zero. */
function decimalOf(value: number): { readonly digits: string; readonly scale: number } {
  words.setFloat64(0, value);
  const bits = words.getBigUint64(0);
  const field = Number(bits >> 52n);
  const fraction = bits & 0xfffffffffffffn;
  const significand = field === 0 ? fraction : fraction | 0x10000000000000n;
  const exponent = Math.max(field, 1) - 1075;
  if (exponent >= 0) return { digits: String(significand << BigInt(exponent)), scale: 0 };
  // m / 2^n = m * 5^n / 10^n
  return { digits: String(significand * 5n ** BigInt(-exponent)), scale: -exponent };
}
