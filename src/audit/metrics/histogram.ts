/** Bits of the mantissa that tell the buckets within one power of two apart. */
const BITS = 7;
const BUCKETS = 1 << BITS;
/** Of a positive double's upper word: its exponent, and so the power of two that it lies in. */
const EXPONENT_SHIFT = 20;
const EXPONENT_BIAS = 1023;

/**
 * Most that a quantile is off, as a share of the exact one. A bucket is 2^-7 of its power of two wide and stands for its middle, so that
 * no value in it is further away than 2^-8 of itself.
 */
export const RELATIVE_ERROR = 2 ** -(BITS + 1);

const value64 = new Float64Array(1);
const words = new Uint32Array(value64.buffer);
const HIGH = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 1 : 0;

/**
 * Counts of values in log-linear buckets, as HdrHistogram has them (powers of two, each cut into equal parts), over all normal positive
 * doubles: no range has to be stated before. Memory follows from the powers of two that occurred (1 KiB each), not from how many values
 * there were. Zero has a bucket of its own, which takes subnormal numbers too.
 */
export class Histogram {
  readonly #powers = new Map<number, Float64Array>();
  /** The one that the latest value lay in: the next one mostly does too. */
  #latest: Float64Array | null = null;
  #latestExponent = -1;
  #zero = 0;
  #count = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  /** Throws RangeError for what is negative, infinite or no number. */
  add(value: number): void {
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY))
      throw new RangeError(`histogram: expected a finite number of at least 0, found ${value}`);
    this.#count++;
    this.#sum += value;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
    value64[0] = value;
    const high = words[HIGH];
    const exponent = high >>> EXPONENT_SHIFT;
    if (exponent === 0) this.#zero++;
    else this.#power(exponent)[(high >>> (EXPONENT_SHIFT - BITS)) & (BUCKETS - 1)]++;
  }

  /** Takes in all that another one counted. */
  merge(other: Histogram): void {
    this.#count += other.#count;
    this.#sum += other.#sum;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
    this.#zero += other.#zero;
    for (const [exponent, counts] of other.#powers) {
      const own = this.#power(exponent);
      counts.forEach((count, i) => {
        own[i] += count;
      });
    }
  }

  get count(): number {
    return this.#count;
  }

  get sum(): number {
    return this.#sum;
  }

  /** Exact; NaN where there is no value, as all of the following. */
  get min(): number {
    return this.#count === 0 ? Number.NaN : this.#min;
  }

  get max(): number {
    return this.#count === 0 ? Number.NaN : this.#max;
  }

  get mean(): number {
    return this.#sum / this.#count;
  }

  /**
   * By numpy's default rule, as `percentileOf` has it: linear between the two values whose ranks enclose q (n - 1). Off by at most
   * `RELATIVE_ERROR` of the exact one. Throws RangeError unless q is from 0 to 1.
   */
  quantile(q: number): number {
    if (!(q >= 0 && q <= 1)) throw new RangeError(`quantile: expected from 0 to 1, found ${q}`);
    if (this.#count === 0) return Number.NaN;
    const rank = q * (this.#count - 1);
    const below = Math.floor(rank);
    const low = this.#valueAt(below);
    if (rank === below) return low;
    return low + (this.#valueAt(below + 1) - low) * (rank - below);
  }

  /** Buckets that hold anything, ascending: from `low` to below `high`. */
  *buckets(): Generator<{ readonly low: number; readonly high: number; readonly count: number }> {
    if (this.#zero > 0) yield { low: 0, high: 2 ** (1 - EXPONENT_BIAS), count: this.#zero };
    for (const exponent of [...this.#powers.keys()].sort((a, b) => a - b)) {
      const base = 2 ** (exponent - EXPONENT_BIAS);
      const counts = this.#powers.get(exponent)!;
      for (let i = 0; i < BUCKETS; i++)
        if (counts[i] > 0)
          yield { low: base * (1 + i / BUCKETS), high: base * (1 + (i + 1) / BUCKETS), count: counts[i] };
    }
  }

  /** About the value of a rank, from 0: the middle of its bucket, but nothing that no value can be. */
  #valueAt(rank: number): number {
    if (rank === 0) return this.#min;
    if (rank === this.#count - 1) return this.#max;
    let before = 0;
    for (const { low, high, count } of this.buckets()) {
      before += count;
      if (rank < before) return low === 0 ? 0 : Math.min(this.#max, Math.max(this.#min, (low + high) / 2));
    }
    return this.#max;
  }

  #power(exponent: number): Float64Array {
    if (this.#latest && this.#latestExponent === exponent) return this.#latest;
    let counts = this.#powers.get(exponent);
    if (!counts) {
      counts = new Float64Array(BUCKETS);
      this.#powers.set(exponent, counts);
    }
    this.#latest = counts;
    this.#latestExponent = exponent;
    return counts;
  }
}
