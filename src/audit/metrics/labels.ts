/** Stands for every value that a label's set does not have. */
export const OTHER = 'other';

/**
 * The values that a label may have: stated, or the first so many, `other` among them, where names are a visitor's. A metric's series are
 * thereby bounded whatever is counted.
 */
export type LabelSet = readonly string[] | { readonly most: number };

/** The value, or `other` where the set does not have it. `seen`: those of an open set so far. */
export function takenValue(value: string, set: LabelSet, seen: Set<string>): string {
  if (!('most' in set)) return set.includes(value) ? value : OTHER;
  if (seen.has(value) || value === OTHER) return value;
  // One place is that of everyone else.
  if (seen.size >= set.most - 1) return OTHER;
  seen.add(value);
  return value;
}
