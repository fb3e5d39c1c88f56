import { Histogram } from './histogram.ts';

/** What only grows. */
export class Counter {
  #value = 0;

  get value(): number {
    return this.#value;
  }

  /** Throws RangeError for less than nothing. */
  add(amount = 1): void {
    if (!(amount >= 0)) throw new RangeError(`counter: expected at least 0, found ${amount}`);
    this.#value += amount;
  }
}

/** What goes up and down. */
export class Gauge {
  value = 0;
}

/** A histogram that is also counted by stated bounds, since that is what Prometheus and OTLP collect. */
export class BoundedHistogram {
  readonly values = new Histogram();
  /** Upper bounds, ascending, each within its bucket. */
  readonly bounds: readonly number[];
  /** (bounds + 1) values by the first bound that is not below them; the last are above all. */
  readonly counts: Float64Array;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = new Float64Array(bounds.length + 1);
  }

  /** Throws as `Histogram.add`. */
  add(value: number): void {
    this.values.add(value);
    let at = 0;
    while (at < this.bounds.length && value > this.bounds[at]) at++;
    this.counts[at]++;
  }
}
