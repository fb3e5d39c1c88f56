import { Z95 as Z } from './inference/wilson.ts';

/** A mean with its 95 % interval. */
export interface MeanInterval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The mean of values and its 95 % interval by Student's t. Of one value the interval is unbounded. Throws RangeError of none, and
 * where one is no finite number.
 */
export function meanInterval(values: readonly number[]): MeanInterval {
  const count = values.length;
  if (count === 0 || !values.every(Number.isFinite))
    throw new RangeError('expected finite numbers, at least one');
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  if (count === 1) return { mean, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const half = studentQuantile(count - 1) * Math.sqrt(squares / (count - 1) / count);
  return { mean, low: mean - half, high: mean + half };
}

/** 97.5 % quantile of Student's t: exact at 1 and 2 degrees of freedom, else its expansion about the normal one (Fisher and Cornish 1960), within 0.2 %. */
function studentQuantile(freedom: number): number {
  if (freedom === 1) return 12.706204736432102;
  if (freedom === 2) return 4.302652729749464;
  const terms = [
    (Z ** 3 + Z) / 4,
    (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / 96,
    (3 * Z ** 7 + 19 * Z ** 5 + 17 * Z ** 3 - 15 * Z) / 384,
    (79 * Z ** 9 + 776 * Z ** 7 + 1482 * Z ** 5 - 1920 * Z ** 3 - 945 * Z) / 92_160,
  ];
  return terms.reduce((sum, term, i) => sum + term / freedom ** (i + 1), Z);
}
