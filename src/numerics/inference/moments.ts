/** Values taken in one by one, of which only their number, mean and squares about it are kept (B. P. Welford 1962). */
export class Moments {
  #n = 0;
  #mean = 0;
  #squares = 0;

  add(value: number): void {
    this.#n++;
    const off = value - this.#mean;
    this.#mean += off / this.#n;
    this.#squares += off * (value - this.#mean);
  }

  get n(): number {
    return this.#n;
  }

  /** 0 of none. */
  get mean(): number {
    return this.#mean;
  }

  /** Of the sample, by n - 1; NaN of fewer than two. */
  get variance(): number {
    return this.#n > 1 ? this.#squares / (this.#n - 1) : Number.NaN;
  }

  /** Standard deviation, of the sample as well. */
  get deviation(): number {
    return Math.sqrt(this.variance);
  }
}

/** Of values at hand. */
export function momentsOf(values: Iterable<number>): Moments {
  const moments = new Moments();
  for (const value of values) moments.add(value);
  return moments;
}
