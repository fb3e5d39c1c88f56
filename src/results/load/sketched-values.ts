import { createRandom } from '../../experiment/random.ts';
import { KllSketch } from '../../numerics/inference/kll-sketch.ts';
import { quantileOf } from '../../numerics/inference/weighted-sample.ts';
import { distributionOf, type ValueStore } from './distribution.ts';
import type { Distribution } from './load-record.ts';

/** Values that are kept of a stream: its ranks are off by no more than 0.2 % of them, with 99 % confidence (`kllRankError`). */
const KEPT = 2048;

/** Values of a run that may go on for months: mean exact, percentiles exact up to `KEPT` values and by a sketch beyond, in some 50 kB. */
export class SketchedValues implements ValueStore {
  readonly #sketch = new KllSketch(KEPT, createRandom(1));
  #sum = 0;

  add(value: number): void {
    this.#sum += value;
    this.#sketch.add(value);
  }

  distribution(): Distribution | null {
    const sample = this.#sketch.sample();
    if (this.#sketch.isWhole) return distributionOf(sample.values);
    const at = (share: number) => quantileOf(sample, share);
    return { mean: this.#sum / sample.n, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
  }
}
