import { fusedMultiplyAdd } from '../../../../../numerics/fma.ts';

/** Operands of a * b + c, f32 values. */
export interface Operands {
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** A third of a tenth and the like: factors whose product no f32 holds. */
const DIVISOR = 31;

/**
 * c is the product as it is rounded, with its sign turned. Two roundings leave 0; one rounding leaves what the product's own rounding took
 * away. Where that took nothing away there is nothing to see.
 */
export const FUSIONS: readonly Operands[] = Array.from({ length: DIVISOR - 1 }, (_, i): Operands => {
  const a = Math.fround(1 + (i + 1) / DIVISOR);
  const b = Math.fround(1 + ((7 * (i + 1)) % DIVISOR) / DIVISOR);
  return { a, b, c: -Math.fround(a * b) };
}).filter(({ a, b, c }) => fusedMultiplyAdd(a, b, c) !== 0);
