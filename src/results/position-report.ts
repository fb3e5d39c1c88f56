import type { LogitComparison } from '../steps/logit-comparison.ts';
import { figuresFrom, histogramFrom, topFrom } from './measured-position.ts';
import { type PositionFigures, positionFigures } from './position-figures.ts';
import { type TopRow, topOfBoth } from './top-of-both.ts';
import { type UlpHistogram, ulpHistogram } from './ulp-histogram.ts';

/** Of each side's highest: fewer than a step gives (`TOP`), so that a table of both has twelve rows at most. */
const MOST_SHOWN = 6;

/** The logits of a probe in two arms at one generated position; plain JSON. */
export interface PositionReport {
  readonly probe: string;
  readonly a: string;
  readonly b: string;
  /** Index of the generated token that was chosen from these logits. */
  readonly position: number;
  /** True where b's logits come from a replay on a's tokens. */
  readonly forced: boolean;
  readonly figures: PositionFigures;
  /** The highest logits of either side. Logits are f32 values, so their bits can be read off them. */
  readonly top: readonly TopRow[];
  readonly histogram: UlpHistogram;
}

export interface PositionPair {
  readonly probe: string;
  readonly a: string;
  readonly b: string;
  readonly position: number;
  readonly forced: boolean;
  /** (vocabulary) logits of each arm at the position. */
  readonly logits: { readonly a: Float32Array; readonly b: Float32Array };
  /** Text of one token. */
  readonly textOf: (token: number) => string;
}

/** The same from a comparison that was made while the logits were there. */
export function comparedReport(
  { textOf, ...place }: Omit<PositionPair, 'logits'>,
  comparison: LogitComparison,
): PositionReport {
  return {
    ...place,
    figures: figuresFrom(place.position, comparison),
    top: topFrom(comparison, MOST_SHOWN, textOf),
    histogram: histogramFrom(comparison),
  };
}

/** Everything shown of one position. Throws RangeError where the two vocabularies differ in size. */
export function positionReport({ logits, textOf, ...place }: PositionPair): PositionReport {
  const { a, b } = logits;
  return {
    ...place,
    figures: positionFigures(place.position, a, b),
    top: topOfBoth(a, b, MOST_SHOWN, textOf),
    histogram: ulpHistogram(a, b),
  };
}
