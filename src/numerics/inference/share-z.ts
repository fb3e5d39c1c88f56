import { checkCounts, checkShare } from './counts.ts';
import { twoSidedP } from './normal.ts';

export interface ZTest {
  readonly z: number;
  /** Two-sided; NaN where all or none passed, so that z is no number. */
  readonly p: number;
}

/** A share against one that is known exactly: z by the known share's standard error. */
export function shareAgainstKnown(passed: number, total: number, known: number): ZTest {
  checkCounts(passed, total);
  checkShare(known, 'the known share');
  const z = (passed / total - known) / Math.sqrt((known * (1 - known)) / total);
  return { z, p: twoSidedP(z) };
}

/** Two shares of independent samples, a less b, by the pooled share's standard error (as R's prop.test without its correction). */
export function twoShareZ(passedA: number, totalA: number, passedB: number, totalB: number): ZTest {
  checkCounts(passedA, totalA);
  checkCounts(passedB, totalB);
  const pooled = (passedA + passedB) / (totalA + totalB);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / totalA + 1 / totalB));
  const z = (passedA / totalA - passedB / totalB) / error;
  return { z, p: twoSidedP(z) };
}
