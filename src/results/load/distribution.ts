import type { Distribution } from './load-record.ts';

/** Takes values in and tells how they lie. */
export interface ValueStore {
  add(value: number): void;
  /** Null where there is no value. */
  distribution(): Distribution | null;
}

/**
 * Values in the order they came, eight bytes each, however many there are: exact percentiles need them all, and an array of boxed
 * numbers would take three times that.
 */
export class Values implements ValueStore {
  #values = new Float64Array(64);
  #length = 0;

  add(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = new Float64Array(this.#length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length++] = value;
  }

  get length(): number {
    return this.#length;
  }

  /** Null where there is no value. */
  distribution(): Distribution | null {
    return distributionOf(this.#values.subarray(0, this.#length));
  }

  /** Standard deviation of the population, numpy's `std`; 0 where there is no value. */
  deviation(): number {
    return deviationOf(this.#values.subarray(0, this.#length));
  }
}

/** Mean and percentiles; null where there is no value. */
export function distributionOf(values: ArrayLike<number>): Distribution | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const at = (percent: number) => percentileOf(sorted, percent);
  return { mean: meanOf(sorted), p50: at(50), p95: at(95), p99: at(99) };
}

/**
 * By numpy's default rule, which `vllm bench serve` uses: linear between the two values whose ranks enclose percent / 100 * (n - 1).
 * `sorted` is ascending and holds at least one.
 */
export function percentileOf(sorted: ArrayLike<number>, percent: number): number {
  const rank = (percent / 100) * (sorted.length - 1);
  const below = Math.floor(rank);
  const low = sorted[below];
  const high = sorted[Math.min(below + 1, sorted.length - 1)];
  return low + (high - low) * (rank - below);
}

export function deviationOf(values: ArrayLike<number>): number {
  if (values.length === 0) return 0;
  const mean = meanOf(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] - mean) ** 2;
  return Math.sqrt(sum / values.length);
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}
