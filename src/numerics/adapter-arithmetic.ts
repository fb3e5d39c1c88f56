import type { MultiplyAddRule } from './fma.ts';

/** What an adapter was found to do where WGSL promises nothing (NUMERICS: what WGSL promises). Probed, never assumed. */
export interface AdapterArithmetic {
  /** Sums and products of f32. */
  readonly rounding: 'to nearest even' | 'otherwise';
  /** The `fma` builtin. */
  readonly fma: MultiplyAddRule | 'mixed';
  /** `a * b + c` written out. */
  readonly contraction: MultiplyAddRule | 'mixed';
  /** Subnormal results of multiplications. */
  readonly subnormals: 'kept' | 'flushed';
}

/** One line for reports. */
export function describeArithmetic({ rounding, fma, contraction, subnormals }: AdapterArithmetic): string {
  return `rounds ${rounding}; fma ${fma}; a*b+c ${contraction}; subnormals ${subnormals}`;
}
