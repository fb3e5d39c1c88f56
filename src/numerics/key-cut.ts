import type { Range } from './plan.ts';

/**
 * Where one row's keys are cut into splits, in closed form, so that a step of many rows and long contexts need not list them: a first
 * run and then runs of `every` keys, the last one shorter; or `parts` that are as equal as whole keys allow.
 */
export type PlainCut = { readonly first: number; readonly every: number } | { readonly parts: number };

/** The same, or first a split of `prefix` keys that requests share, and then those after it, cut as if there were none before. */
export type KeyCut = PlainCut | { readonly prefix: number; readonly suffix: PlainCut };

/** More keys than any row sees, and small enough to be added to another number in 32 bits. */
const ALL = 2 ** 30;

/** One split, however many keys there are. */
export const WHOLE: PlainCut = { first: ALL, every: ALL };

/** Runs of so many keys from the first key on. */
export function everyKeys(keys: number): PlainCut {
  return { first: keys, every: keys };
}

/** The keys before one and those from it on; of none before it, the whole. */
export function beforeAndAfter(key: number): PlainCut {
  return key > 0 ? { first: key, every: ALL } : WHOLE;
}

export function splitCount(cut: KeyCut, keys: number): number {
  if ('prefix' in cut) return 1 + splitCount(cut.suffix, keys - cut.prefix);
  if ('parts' in cut) return cut.parts;
  return keys <= cut.first ? 1 : 1 + Math.ceil((keys - cut.first) / cut.every);
}

/** The first key that is no longer in a split, by its index. */
export function splitEnd(cut: KeyCut, keys: number, split: number): number {
  if ('prefix' in cut)
    return cut.prefix + (split === 0 ? 0 : splitEnd(cut.suffix, keys - cut.prefix, split - 1));
  if ('parts' in cut) return Math.floor(((split + 1) * keys) / cut.parts);
  return Math.min(keys, cut.first + split * cut.every);
}

/** Keys of the longest split. */
export function longestSplit(cut: KeyCut, keys: number): number {
  if ('prefix' in cut) return Math.max(cut.prefix, longestSplit(cut.suffix, keys - cut.prefix));
  if ('parts' in cut) return Math.ceil(keys / cut.parts);
  return Math.min(keys, Math.max(cut.first, keys > cut.first ? cut.every : 0));
}

/** The last key up to `most` that a split ends at, however many keys follow; 0 where none does. */
export function lastSplitEnd(cut: KeyCut, most: number): number {
  if ('prefix' in cut) return cut.prefix <= most ? cut.prefix : 0;
  if ('parts' in cut || most < cut.first) return 0;
  return most - ((most - cut.first) % cut.every);
}

/** How the keys after `splitsBefore` are cut, counted from the key that they begin with. */
export function cutAfter(cut: KeyCut): PlainCut {
  if ('prefix' in cut) return cut.suffix;
  return 'parts' in cut ? cut : everyKeys(cut.every);
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
  const plain = plainCutOf(splits);
  if (plain) return plain;
  const [{ end: prefix }, ...others] = splits;
  const after = others.map(({ start, end }) => ({ start: start - prefix, end: end - prefix }));
  const suffix = plainCutOf(after);
  if (!suffix) throw new RangeError(`splits: ${splits.map(({ end }) => end).join(', ')} follow no rule`);
  return { prefix, suffix };
}

function plainCutOf(splits: readonly Range[]): PlainCut | null {
  const [{ end: first }, second] = splits;
  const keys = splits[splits.length - 1].end;
  const every = second ? second.end - second.start : first;
  const forms: PlainCut[] = [
    { first, every: Math.max(first, every) },
    { first, every },
    { parts: splits.length },
  ];
  return forms.find((cut) => same(splitsOf(cut, keys), splits)) ?? null;
}

function same(a: readonly Range[], b: readonly Range[]): boolean {
  return a.length === b.length && a.every(({ start, end }, i) => start === b[i].start && end === b[i].end);
}
