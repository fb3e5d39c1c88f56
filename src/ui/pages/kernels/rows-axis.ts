import { logScale } from '../../../charts/axis.ts';
import { MOST_ROWS } from '../../../workbench/cases/setup.ts';

/** Where M begins on the axis, as a share of its length: logarithmic, since most happens at small M. */
export const shareOf = logScale([1, MOST_ROWS + 1], [0, 1]);

/** The M that a share of the axis belongs to. */
export function rowsAt(share: number): number {
  // A hair up: the beginning of an M is its own.
  const rows = Math.floor(shareOf.invert(share) + 1e-9);
  return Math.min(MOST_ROWS, Math.max(1, rows));
}

export const TICKS: readonly number[] = [1, 2, 4, 8, 16, 32, 64, 128];

/** `A`, `B`, ..., `Z`, `AA`: results in the order in which they first appear as M grows. */
export function letterOf(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : letterOf(Math.floor(index / 26) - 1) + last;
}

/** `8` or `9 to 32`. */
export function spanWords({ from, to }: { readonly from: number; readonly to: number }): string {
  return from === to ? String(from) : `${from} to ${to}`;
}
