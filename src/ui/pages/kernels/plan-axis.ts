import { logScale } from '../../../charts/axis.ts';
import type { SetPlans } from '../../../workbench/cases/plan-comparison.ts';
import { MOST_COMPARED, piecesOf } from '../../../workbench/cases/plan-comparison.ts';

/** Where M begins on the axis, as a share of its length: logarithmic, since most happens at small M. */
const shareOf = logScale([1, MOST_COMPARED + 1], [0, 1]);

/** Where a run of M lies along the axis: its beginning and its length, as shares. */
export function stretchOf({ from, to }: { readonly from: number; readonly to: number }) {
  const start = shareOf(from);
  return { start, length: shareOf(to + 1) - start };
}

/** The M that a share of the axis belongs to. */
export function comparedRowsAt(share: number): number {
  // A hair up: the beginning of an M is its own.
  const rows = Math.floor(shareOf.invert(share) + 1e-9);
  return Math.min(MOST_COMPARED, Math.max(1, rows));
}

export const PLAN_TICKS: readonly number[] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];

/** Of one piece: seen, and lower than two. */
const LOWEST = 0.16;

/** The height of a step of so many pieces, as a share: equal ratios are equally high. */
export function heightOfPieces(sets: readonly SetPlans[]): (count: number) => number {
  const most = Math.max(...sets.flatMap(({ runs }) => runs.map(({ value }) => piecesOf(value).count)));
  if (most === 1) return () => LOWEST;
  const scale = logScale([1, most], [LOWEST, 1]);
  return (count) => scale(count);
}

/** Where a key leads along a set's axis: page keys to where a plan begins. Null where it means nothing. */
export function rowsAfterPage(key: string, rows: number, { runs }: SetPlans): number | null {
  if (key === 'PageUp') return runs.find(({ from }) => from > rows)?.from ?? MOST_COMPARED;
  if (key === 'PageDown') return runs.findLast(({ from }) => from < rows)?.from ?? 1;
  return null;
}
