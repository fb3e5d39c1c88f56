import type { StepRecord } from '../../../results/record.ts';
import { type DecodeCost, decodeCost } from '../../state/arm-figures.ts';

/** What a step of each arm takes. */
export interface Price {
  /** Milliseconds of each step, in order. */
  readonly a: readonly number[];
  readonly b: readonly number[];
  /** Of the steps that decode; null where an arm has none, and then nothing is compared: a prompt's step is no decode step. */
  readonly decode: { readonly a: DecodeCost; readonly b: DecodeCost; readonly ratio: number } | null;
}

/** Null until both arms took a step. */
export function priceOf(a: readonly StepRecord[], b: readonly StepRecord[]): Price | null {
  if (a.length === 0 || b.length === 0) return null;
  const [ofA, ofB] = [decodeCost(a), decodeCost(b)];
  const times = (steps: readonly StepRecord[]) => steps.map(({ milliseconds }) => milliseconds);
  const decode = ofA && ofB && { a: ofA, b: ofB, ratio: ofB.milliseconds / ofA.milliseconds };
  return { a: times(a), b: times(b), decode };
}
