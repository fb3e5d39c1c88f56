import type { Accuracy, ExpressionFact, HalfFact, SubnormalFact } from '../../../census/census-types.ts';
import { grouped, measured } from '../../../results/text.ts';

/** `the nearest float, always` or how often, and how far off at most. */
export function accuracyWords({ nearest, cases, largestUlp }: Accuracy): string {
  if (nearest === cases) return 'the nearest float, always';
  const off = largestUlp === null ? 'once no number' : `${ulpText(largestUlp)} ulp off at most`;
  return `the nearest float in ${shareText(nearest, cases)}, ${off}`;
}

/** A share that is never said to be all or nothing unless it is. */
export function shareText(part: number, whole: number): string {
  if (part === 0) return 'none';
  if (part === whole) return 'all';
  const percent = (100 * part) / whole;
  if (percent < 0.1) return 'under 0.1 %';
  return percent > 99.9 ? 'over 99.9 %' : `${percent.toFixed(1)} %`;
}

export function ulpText(ulp: number): string {
  return ulp < 100 ? ulp.toFixed(2) : grouped(Math.round(ulp));
}

export const EXPRESSION_WORDS: Readonly<Record<ExpressionFact['found'], string>> = {
  'as written': 'as written',
  fused: 'fused: one rounding for two',
  unfused: 'taken apart: two roundings',
  reassociated: 'in another order',
  simplified: 'simplified away',
  mixed: 'some so, some otherwise',
  otherwise: 'in no way that is known',
};

export const SUBNORMAL_WORDS: Readonly<Record<SubnormalFact['found'], string>> = {
  kept: 'kept',
  flushed: 'become 0',
  mixed: 'some kept, some 0',
  otherwise: 'become something else',
};

export function halfWords({ found, right, cases }: HalfFact): string {
  return found === 'otherwise' ? `right in ${shareText(right, cases)}, otherwise elsewhere` : found;
}

/** Microseconds as a reader takes them in. */
export function microsecondsText(us: number): string {
  return us < 1000 ? `${measured(us)} µs` : `${measured(us / 1000)} ms`;
}
