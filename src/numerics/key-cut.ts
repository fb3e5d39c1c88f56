import type { Range } from './plan.ts';

/**
 * Where one row's keys are cut into splits, in closed form, so that a step of many rows and long contexts need not list them: a first
 * run and then runs of `every` keys, the last one shorter; or `parts` that are as equal as whole keys allow.
 */
export type KeyCut = { readonly first: number; readonly every: number } | { readonly parts: number };

/** More keys than any row sees, and small enough to be added to another number in 32 bits. */
const ALL = 2 ** 30;

/** One split, however many keys there are. */
export const WHOLE: KeyCut = { first: ALL, every: ALL };

/** Runs of so many keys from the first key on. */
export function everyKeys(keys: number): KeyCut {
  return { first: keys, every: keys };
}

/** The keys before one and those from it on; of none before it, the whole. */
export function beforeAndAfter(key: number): KeyCut {
  return key > 0 ? { first: key, every: ALL } : WHOLE;
}

export function splitCount(cut: KeyCut, keys: number): number {
  if ('parts' in cut) return cut.parts;
  return keys <= cut.first ? 1 : 1 + Math.ceil((keys - cut.first) / cut.every);
}

/** The first key that is no longer in a split, by its index. */
export function splitEnd(cut: KeyCut, keys: number, split: number): number {
  if ('parts' in cut) return Math.floor(((split + 1) * keys) / cut.parts);
  return Math.min(keys, cut.first + split * cut.every);
}

/** Keys of the longest split. */
export function longestSplit(cut: KeyCut, keys: number): number {
  if ('parts' in cut) return Math.ceil(keys / cut.parts);
  return Math.min(keys, Math.max(cut.first, keys > cut.first ? cut.every : 0));
}

/** The splits of keys 0..keys-1, listed. */
export function splitsOf(cut: KeyCut, keys: number): Range[] {
  const splits: Range[] = [];
  const count = splitCount(cut, keys);
  let start = 0;
  for (let split = 0; split < count; split++) {
    const end = splitEnd(cut, keys, split);
    splits.push({ start, end });
    start = end;
  }
  return splits;
}

/** The closed form of listed splits. Throws RangeError where they have none, which no rule's lack. */
export function cutOf(splits: readonly Range[]): KeyCut {
  const [{ end: first }, second] = splits;
  const keys = splits[splits.length - 1].end;
  const every = second ? second.end - second.start : first;
  const forms: KeyCut[] = [
    { first, every: Math.max(first, every) },
    { first, every },
    { parts: splits.length },
  ];
  const found = forms.find((cut) => same(splitsOf(cut, keys), splits));
  if (!found) throw new RangeError(`splits: ${splits.map(({ end }) => end).join(', ')} follow no rule`);
  return found;
}

function same(a: readonly Range[], b: readonly Range[]): boolean {
  return a.length === b.length && a.every(({ start, end }, i) => start === b[i].start && end === b[i].end);
}
