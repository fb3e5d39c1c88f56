/** Distinct values that are counted one by one. */
const MOST_VALUES = 1000;
/** Beyond them values are counted by hash. */
const BUCKETS = 64;
/** A longer text stands by its beginning, length and hash. */
const LONGEST = 80;

/** How often each text was there; of too many distinct ones, how often each class of their hashes was. */
export type Categories =
  | { readonly kind: 'values'; readonly counts: ReadonlyMap<string, number> }
  | { readonly kind: 'hashes'; readonly counts: readonly number[] };

/** Counts texts in bounded memory, exactly: any grouping of values that does not look at the sample may be tested by chi-square. */
export class CategoryCounts {
  #values: Map<string, number> | null = new Map();
  readonly #buckets = new Array<number>(BUCKETS).fill(0);

  add(text: string): void {
    if (!this.#values) {
      this.#buckets[bucketOf(keyOf(text))]++;
      return;
    }
    const key = keyOf(text);
    const known = this.#values.get(key);
    if (known !== undefined) this.#values.set(key, known + 1);
    else if (this.#values.size < MOST_VALUES) this.#values.set(copied(key), 1);
    else {
      for (const [value, count] of this.#values) this.#buckets[bucketOf(value)] += count;
      this.#values = null;
      this.#buckets[bucketOf(key)]++;
    }
  }

  result(): Categories {
    return this.#values
      ? { kind: 'values', counts: this.#values }
      : { kind: 'hashes', counts: this.#buckets };
  }
}

/** Two samples' counts over the same classes, with their names; null: classes of hashes, which have none. */
export function sharedCounts(a: Categories, b: Categories) {
  if (a.kind === 'values' && b.kind === 'values') {
    const names = [...new Set([...a.counts.keys(), ...b.counts.keys()])];
    return {
      names,
      a: names.map((name) => a.counts.get(name) ?? 0),
      b: names.map((name) => b.counts.get(name) ?? 0),
    };
  }
  return { names: null, a: hashed(a), b: hashed(b) };
}

function hashed(categories: Categories): number[] {
  if (categories.kind === 'hashes') return [...categories.counts];
  const buckets = new Array<number>(BUCKETS).fill(0);
  for (const [value, count] of categories.counts) buckets[bucketOf(value)] += count;
  return buckets;
}

function keyOf(text: string): string {
  if (text.length <= LONGEST) return text;
  return `${text.slice(0, LONGEST)}… (${text.length} characters, ${hashOf(text).toString(16)})`;
}

function bucketOf(text: string): number {
  return hashOf(text) % BUCKETS;
}

/** FNV-1a over UTF-16 units, its bits mixed once more: its lowest are those of the last few characters. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** Of a piece of a larger text the engine keeps all of that alive: a copy is a text of its own. */
export function copied(text: string): string {
  return JSON.parse(JSON.stringify(text));
}
