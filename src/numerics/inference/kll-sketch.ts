import type { RandomSource } from './random-source.ts';
import type { WeightedSample } from './weighted-sample.ts';

/** Each level below the top keeps so much of the one above it. */
const SHRINK = 2 / 3;
/** Of the lower levels, which would else be sorted every few values. */
const LEAST = 256;

/**
 * Quantiles of a stream in bounded memory (Z. Karnin, K. Lang, E. Liberty 2016, "Optimal quantile approximation in streams"): a value of level h
 * stands for 2^h. A full level is sorted, and every second of its values, from the first or the second on as a coin falls, goes up.
 * Holds about 3 k values of 8 bytes, and every value as long as there are fewer than k of them.
 */
export class KllSketch {
  readonly k: number;
  readonly #random: RandomSource;
  #levels: Level[];
  #n = 0;

  constructor(k: number, random: RandomSource) {
    this.k = k;
    this.#random = random;
    this.#levels = [new Level(k)];
  }

  get n(): number {
    return this.#n;
  }

  get isWhole(): boolean {
    return this.#levels.length === 1;
  }

  add(value: number): void {
    this.#n++;
    this.#levels[0].push(value);
    if (this.#levels[0].isFull) this.#compact(0);
  }

  sample(): WeightedSample {
    const pairs = this.#levels.flatMap((level, h) => Array.from(level.values(), (value) => ({ value, h })));
    pairs.sort((a, b) => a.value - b.value);
    return {
      values: Float64Array.from(pairs, ({ value }) => value),
      weights: Float64Array.from(pairs, ({ h }) => 2 ** h),
      n: this.#n,
    };
  }

  #compact(h: number): void {
    if (h + 1 === this.#levels.length) this.#grow();
    const [level, above] = [this.#levels[h], this.#levels[h + 1]];
    const values = level.values().sort();
    // An odd one out stays where it is, so that weights go on to sum to n.
    const odd = values.length % 2;
    const first = odd + (this.#random.next() & 1);
    for (let i = first; i < values.length; i += 2) {
      above.push(values[i]);
      if (above.isFull) this.#compact(h + 1);
    }
    level.keep(odd);
  }

  /** A new top takes k; the levels below it shrink, and what they hold beyond that goes up as they next fill. */
  #grow(): void {
    this.#levels.push(new Level(this.k));
    const top = this.#levels.length - 1;
    for (const [h, level] of this.#levels.entries())
      level.limit = Math.max(LEAST, Math.ceil(this.k * SHRINK ** (top - h)));
  }
}

/**
 * How far a rank by a sketch of this k may be off, as a share of n, both ways and with 99 % confidence: the fit that Apache DataSketches published for
 * its KLL sketch (`getNormalizedRankError`, pmf), whose lower levels are smaller than ours.
 */
export function kllRankError(k: number): number {
  return 2.446 / k ** 0.9433;
}

class Level {
  limit: number;
  #held: Float64Array;
  #length = 0;

  constructor(limit: number) {
    this.limit = limit;
    this.#held = new Float64Array(Math.min(limit, LEAST));
  }

  get isFull(): boolean {
    return this.#length >= this.limit;
  }

  push(value: number): void {
    if (this.#length === this.#held.length) {
      const held = new Float64Array(2 * this.#held.length);
      held.set(this.#held);
      this.#held = held;
    }
    this.#held[this.#length++] = value;
  }

  /** A view of what it holds. */
  values(): Float64Array {
    return this.#held.subarray(0, this.#length);
  }

  keep(length: number): void {
    this.#length = length;
  }
}
