export interface MeanShift {
  /** NaN where there is no spread to measure by, nor a shift; infinite where there is a shift alone. */
  readonly z: number;
  readonly alarm: boolean;
}

/** The article's limit. */
export const BEYOND = 3;

/**
 * The drift detector of the article on the silent AI tax: how far the mean has moved, in standard errors by the reference's standard deviation
 * (that of its sample, by n - 1), with an alarm at |z| > 3. It looks at nothing but the mean: a spread that has doubled is not seen, and the
 * more values, the smaller the shift that alarms.
 */
export function meanShiftZ(
  reference: { readonly mean: number; readonly deviation: number; readonly n: number },
  current: { readonly mean: number; readonly n: number },
): MeanShift {
  const error = reference.deviation * Math.sqrt(1 / reference.n + 1 / current.n);
  const z = (current.mean - reference.mean) / error;
  return { z, alarm: Math.abs(z) > BEYOND };
}
