/** Pixels of a step: where everything is still told apart by its shape, and where four digits and more fit into one. */
export const [NARROWEST_STEP, WIDEST_STEP] = [1, 96];
/** While nobody zooms, a step is as wide as leaves all of them in sight, but within these. */
const [FITTED_LEAST, FITTED_MOST] = [4, 26];
/** How much nearer one press of a key or a button leads. */
export const ZOOM = 1.5;

/** Pixels of a step where `width` is there for all of them and nobody zoomed. */
export function stepWidth(width: number, steps: number): number {
  return Math.min(FITTED_MOST, Math.max(FITTED_LEAST, Math.floor(width / Math.max(1, steps))));
}

/** Pixels of a step at which all of them are in sight, as far as a step is wide enough to be drawn. */
export function wholeWidth(width: number, steps: number): number {
  return Math.min(FITTED_MOST, Math.max(NARROWEST_STEP, width / Math.max(1, steps)));
}

/** Pixels of a step after zooming by a factor, within what can be drawn. */
export function zoomed(cell: number, by: number): number {
  return Math.min(WIDEST_STEP, Math.max(NARROWEST_STEP, cell * by));
}

/**
 * How far a box is scrolled for a place in it to stay where it is on screen while its steps grow or shrink.
 * @param at the place, in pixels from the box's left edge.
 */
export function scrolledAfter(scrolled: number, at: number, cell: number, next: number): number {
  return Math.max(0, ((scrolled + at) / cell) * next - at);
}

/** Most rows of the steps that fall on each of `pixels` columns: the whole run in as many numbers. */
export function mostByColumn(rows: readonly number[], pixels: number): number[] {
  const columns = Math.min(pixels, rows.length);
  const most = new Array<number>(columns).fill(0);
  for (let step = 0; step < rows.length; step++) {
    const column = Math.floor((step * columns) / rows.length);
    most[column] = Math.max(most[column], rows[step]);
  }
  return most;
}
