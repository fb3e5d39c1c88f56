import { exp } from '../../../../../numerics/portable/portable-math.ts';

/** As attention asks them: a score minus the largest, never above 0. */
export const EXPONENTS: readonly number[] = Array.from({ length: 129 }, (_, i) => (i - 128) / 8);

/** e^x: the nearest f32, as far as f64 tells. */
export function nearestExp(x: number): number {
  return Math.fround(Math.exp(x));
}

/** How far an f32 is from e^x, in steps of the nearest f32's last place: at most a half where it is the nearest. */
export function expError(x: number, found: number): number {
  const exact = Math.exp(x);
  return (found - exact) / ulpOf(nearestExp(x));
}

/** The step from a normal f32 to the next one out. */
function ulpOf(value: number): number {
  return 2 ** (Math.floor(Math.log2(Math.abs(value))) - 23);
}

export interface ExpErrors {
  /** (exponents) in ulp. */
  readonly errors: readonly number[];
  /** How many are the nearest float. */
  readonly nearest: number;
  readonly largest: number;
}

/** @param found (exponents) e^x as somebody has it. */
export function expErrors(found: readonly number[]): ExpErrors {
  const errors = EXPONENTS.map((x, i) => expError(x, found[i]));
  return {
    errors,
    nearest: EXPONENTS.filter((x, i) => found[i] === nearestExp(x)).length,
    largest: Math.max(...errors.map(Math.abs)),
  };
}

/** Portable e^x, which is the same on every adapter and so needs none. */
export const PORTABLE_EXPS: readonly number[] = EXPONENTS.map(exp);
