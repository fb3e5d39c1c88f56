/** Studies that come with their results: `studies/ID.json`, and what they found in `public/studies/ID.json`. */
export const SHIPPED_STUDIES = [
  'noise-precision-speculation',
  'content-shape-load',
  'fork-survival',
  'partial-invariance',
  'thousand-companies',
  'random-weights',
  'invariance-quality',
] as const;
