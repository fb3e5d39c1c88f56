import { trueMinus } from '../../../numerics/true-minus.ts';

/** A difference with its sign, four decimals, in exponent form where it is small. */
export function signed(difference: number): string {
  if (difference === 0) return '0';
  const size = Math.abs(difference);
  const digits = size < 0.0001 ? difference.toExponential(1) : difference.toFixed(4);
  return trueMinus(difference < 0 ? digits : `+${digits}`);
}
