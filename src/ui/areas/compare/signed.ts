/** A difference with its sign, four decimals, in exponent form where it is small. */
export function signed(difference: number): string {
  if (difference === 0) return '0';
  const size = Math.abs(difference);
  return `${difference < 0 ? '−' : '+'}${size < 0.0001 ? size.toExponential(1) : size.toFixed(4)}`;
}
