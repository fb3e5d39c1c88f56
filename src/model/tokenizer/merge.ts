/** Which pairs of tokens become one, the earlier in the list first. */
export class Merges {
  readonly #ranks = new Map<number, number>();
  readonly #results: number[] = [];

  /** The next merge in rank: `left` and `right` become `result`. A pair that comes again takes the later rank. */
  add(left: number, right: number, result: number): void {
    this.#ranks.set(pairKey(left, right), this.#results.length);
    this.#results.push(result);
  }

  /** Merges a word's tokens, always the pair of the lowest rank, the leftmost of equals. O(n log n). */
  apply(tokens: readonly number[]): readonly number[] {
    if (tokens.length < 2) return tokens;
    const word = new Word(tokens);
    const queue = new MinHeap();
    const offer = (at: number): void => {
      const rank = at < 0 ? undefined : this.#rankAt(word, at);
      if (rank !== undefined) queue.push(rank * MOST_PLACES + at);
    };
    for (let at = 0; at + 1 < tokens.length; at++) offer(at);
    for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
      const at = key % MOST_PLACES;
      const rank = Math.floor(key / MOST_PLACES);
      // The pair may have changed since it was offered.
      if (this.#rankAt(word, at) !== rank) continue;
      word.merge(at, this.#results[rank]);
      offer(word.before[at]);
      offer(at);
    }
    return word.tokens.filter((token) => token !== GONE);
  }

  #rankAt({ tokens, after }: Word, at: number): number | undefined {
    const next = after[at];
    if (tokens[at] === GONE || next >= tokens.length) return undefined;
    return this.#ranks.get(pairKey(tokens[at], tokens[next]));
  }
}

const GONE = -1;
/** Ids stay below 2^26, and so do places: products of two are exact in a double. */
const MOST_PLACES = 2 ** 26;

function pairKey(left: number, right: number): number {
  return left * MOST_PLACES + right;
}

/** A word's tokens, chained, so that one can leave without a shift of the others. */
class Word {
  readonly tokens: number[];
  readonly before: number[];
  readonly after: number[];

  constructor(tokens: readonly number[]) {
    this.tokens = [...tokens];
    this.before = tokens.map((_, at) => at - 1);
    this.after = tokens.map((_, at) => at + 1);
  }

  /** The token at `at` and the one behind it become `result`. */
  merge(at: number, result: number): void {
    const gone = this.after[at];
    this.tokens[at] = result;
    this.tokens[gone] = GONE;
    this.after[at] = this.after[gone];
    if (this.after[at] < this.tokens.length) this.before[this.after[at]] = at;
  }
}

class MinHeap {
  readonly #keys: number[] = [];

  push(key: number): void {
    const keys = this.#keys;
    let at = keys.length;
    keys.push(key);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (keys[parent] <= key) break;
      keys[at] = keys[parent];
      at = parent;
    }
    keys[at] = key;
  }

  pop(): number | undefined {
    const keys = this.#keys;
    const least = keys[0];
    const last = keys.pop();
    if (last === undefined || keys.length === 0) return least;
    let at = 0;
    while (true) {
      let child = 2 * at + 1;
      if (child >= keys.length) break;
      if (child + 1 < keys.length && keys[child + 1] < keys[child]) child++;
      if (keys[child] >= last) break;
      keys[at] = keys[child];
      at = child;
    }
    keys[at] = last;
    return least;
  }
}
