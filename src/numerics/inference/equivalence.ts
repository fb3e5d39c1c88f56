import studentCdf from '@stdlib/stats-base-dists-t-cdf';
import { type Bootstrapped, bcaTail } from './bootstrap.ts';

/**
 * The larger of the two one-sided p-values that a mean lies beyond -margin or +margin (TOST: D. J. Schuirmann 1987), by Student's t.
 * `error`: its standard error, with so many degrees of freedom. Throws RangeError of an error or freedom that is not above 0.
 */
export function meanEquivalence(value: number, error: number, freedom: number, margin: number): number {
  if (!(error > 0 && freedom > 0))
    throw new RangeError(`expected an error and degrees of freedom above 0, found ${error} and ${freedom}`);
  return Math.max(
    studentCdf(-(value + margin) / error, freedom),
    studentCdf((value - margin) / error, freedom),
  );
}

/**
 * The same of a bootstrapped value over so many units, by BCa's levels expanded for how few they are; and at least 2^-units, since so
 * many units that are alike say no more of the half of units that may be otherwise.
 */
export function bootstrapEquivalence(of: Bootstrapped, units: number, margin: number): number {
  if (units < 2) return 1;
  return Math.max(bcaTail(of, -margin, units), 1 - bcaTail(of, margin, units), 2 ** -units);
}
