/**
 * Who computes what WGSL leaves open (NUMERICS: `portable@1`): the platform's own builtins, or sequences of sums, products and integer
 * operations that have one result on every adapter which rounds these to nearest even.
 */
export type MathName = 'native' | 'portable';
