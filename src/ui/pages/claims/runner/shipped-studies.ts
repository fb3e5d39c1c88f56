/** Ids of the studies that ship, in the order in which their report stands. */
export const SHIPPED_STUDIES = [
  'noise-precision-speculation',
  'content-shape-load',
  'fork-survival',
  'partial-invariance',
  'thousand-companies',
  'random-weights',
  'invariance-quality',
] as const;
