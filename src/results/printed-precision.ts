import type { Transcript } from './transcripts.ts';

/** How finely a run's log probabilities were printed. */
export interface PrintedPrecision {
  /** Most decimals behind the point of any; null where one is written with an exponent or none is told. */
  readonly decimals: number | null;
  /** Every one is an f32 value, so that nothing was cut off it after it was computed in f32. */
  readonly f32: boolean;
  /** Log probabilities that were looked at. */
  readonly values: number;
}

/** More tell nothing new. */
const MOST_VALUES = 50_000;
/** A number with more is printed whole, as far as a double goes. */
const MOST_DECIMALS = 12;

/** Looks at the first fifty thousand. */
export function printedPrecision({ sequences }: Transcript): PrintedPrecision {
  let [decimals, values, f32] = [0 as number | null, 0, true];
  for (const value of logprobsOf(sequences)) {
    if (values === MOST_VALUES) break;
    values++;
    if (!Number.isFinite(value)) continue;
    f32 &&= Math.fround(value) === value;
    if (decimals !== null) decimals = widest(decimals, String(value));
  }
  return { decimals: values === 0 ? null : decimals, f32: f32 && values > 0, values };
}

function widest(decimals: number, text: string): number | null {
  const behind = text.includes('e') ? MOST_DECIMALS + 1 : (text.split('.')[1]?.length ?? 0);
  return behind > MOST_DECIMALS ? null : Math.max(decimals, behind);
}

function* logprobsOf(sequences: Transcript['sequences']): Generator<number> {
  for (const { positions } of sequences)
    for (const { logprob, top } of positions) {
      if (logprob !== null) yield logprob;
      for (const alternative of top) yield alternative.logprob;
    }
}
