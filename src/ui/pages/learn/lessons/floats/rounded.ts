import type { ActivationDtype } from '../../../../../numerics/dtypes.ts';
import { floatBits, floatFromBits, nextFloat, ulpSize } from '../../../../../numerics/float-format.ts';

/** What a format makes of a number. */
export interface Rounded {
  readonly value: number;
  /** value minus the number; infinite where it overflows. */
  readonly error: number;
  /** The error in steps of the gap that the number lies in. */
  readonly ulps: number;
  /** Where the number lies between the float below it (0) and the next one (1); null where it overflows. */
  readonly place: number | null;
  /** True where the upper of the two was taken. */
  readonly up: boolean;
}

export function roundedIn(dtype: ActivationDtype, number: number): Rounded {
  const bits = floatBits(dtype, number);
  const value = floatFromBits(dtype, bits);
  const error = value - number;
  if (!Number.isFinite(value)) return { value, error, ulps: error, place: null, up: true };
  const up = value > number;
  const other = floatFromBits(dtype, nextFloat(dtype, bits, up ? -1 : 1));
  const gap = Number.isFinite(other) ? Math.abs(other - value) : ulpSize(dtype, bits);
  const place = up ? 1 - error / gap : -error / gap;
  return { value, error, ulps: error / gap, place, up };
}
