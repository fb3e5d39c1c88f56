/** Studies that ship with what they found: `studies/<id>.json` asks, `public/studies/<id>.json` has found; in the order of their report. */
export const SHIPPED_STUDIES = [
  'noise-precision-speculation',
  'content-shape-load',
  'fork-survival',
  'partial-invariance',
  'thousand-companies',
  'random-weights',
  'invariance-quality',
] as const;

export type ShippedStudy = (typeof SHIPPED_STUDIES)[number];

export function isShipped(id: string): id is ShippedStudy {
  return SHIPPED_STUDIES.some((each) => each === id);
}
