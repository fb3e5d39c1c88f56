import type { PairReport } from './pair-series.ts';
import type { PositionReport } from './position-report.ts';
import type { ReferenceReport } from './reference-report.ts';

/** What a comparison shows beside the run's record, as far as it was computed; plain JSON. */
export interface CompareReports {
  /** By `pairKeyOf`. */
  readonly pairs: Readonly<Record<string, PairReport>>;
  /** Teacher-forced replays, by `pairKeyOf`. */
  readonly forced: Readonly<Record<string, PairReport>>;
  /** By `positionKeyOf`. */
  readonly positions: Readonly<Record<string, PositionReport>>;
  /** By `positionKeyOf`. */
  readonly references: Readonly<Record<string, ReferenceReport>>;
}

export const NO_REPORTS: CompareReports = { pairs: {}, forced: {}, positions: {}, references: {} };

/** A probe in two arms, by name. */
export interface PairNames {
  readonly a: string;
  readonly b: string;
  readonly probe: string;
}

/** A generated position of it; `forced` where b is the replay on a's tokens. */
export interface PositionNames extends PairNames {
  readonly position: number;
  readonly forced: boolean;
}

/** One key a pair, whatever its arms are called: a name of an arm may hold the stroke that parts the names. */
export function pairKeyOf({ a, b, probe }: PairNames): string {
  return `${inKey(a)}/${inKey(b)}/${probe}`;
}

function inKey(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

export function positionKeyOf(place: PositionNames): string {
  return `${pairKeyOf(place)}/${place.position}${place.forced ? '/forced' : ''}`;
}

/** Of the work that computes a position's logits: what is shown of it, and its f64 values, have keys of their own. */
export function logitsKeyOf(place: PositionNames): string {
  return `${positionKeyOf(place)}/logits`;
}
