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

/** What they are called where none of them is read: the titles of their files. */
export const SHIPPED_TITLES: Readonly<Record<ShippedStudy, string>> = {
  'noise-precision-speculation': 'Noise, precision and speculation against pass rates',
  'content-shape-load': 'Content, shape and load of the company, one at a time',
  'fork-survival': 'Tokens until company tells',
  'partial-invariance': 'Which operations have to be invariant',
  'thousand-companies': 'One prompt in a thousand companies',
  'random-weights': 'Random weights against trained weights',
  'invariance-quality': 'Does invariance cost quality?',
};
