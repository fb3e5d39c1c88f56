/** A sample in ascending order in which each value stands for `weights[i]` of `n`: all 1 of one that is whole, more in a sketch of one. */
export interface WeightedSample {
  readonly values: Float64Array;
  readonly weights: Float64Array;
  /** What the weights sum to. */
  readonly n: number;
}

/** Every value for itself. Throws RangeError of an empty sample or of no numbers. */
export function wholeSample(values: readonly number[] | Float64Array): WeightedSample {
  if (values.length === 0 || values.some((value) => Number.isNaN(value)))
    throw new RangeError('expected a sample of numbers, at least one');
  return {
    values: Float64Array.from(values).sort(),
    weights: new Float64Array(values.length).fill(1),
    n: values.length,
  };
}

/** How much of a sample lies at or below each of `edges`, which ascend. */
export function countsUpTo(sample: WeightedSample, edges: readonly number[]): number[] {
  let [at, count] = [0, 0];
  return edges.map((edge) => {
    while (at < sample.values.length && sample.values[at] <= edge) count += sample.weights[at++];
    return count;
  });
}

/** The least value that a share of the sample does not exceed (R's type 1); `share` in [0, 1]. */
export function quantileOf({ values, weights, n }: WeightedSample, share: number): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    count += weights[i];
    if (count >= share * n) return values[i];
  }
  return values[values.length - 1];
}

/**
 * Calls `visit` for each stretch between neighbouring distinct values of both samples, with the shares of each that lie at or below its
 * left end; at the last value `to` is that value.
 */
export function walkBoth(
  a: WeightedSample,
  b: WeightedSample,
  visit: (from: number, to: number, shareA: number, shareB: number) => void,
): void {
  let [i, j, countA, countB] = [0, 0, 0, 0];
  const next = () =>
    Math.min(
      i < a.values.length ? a.values[i] : Number.POSITIVE_INFINITY,
      j < b.values.length ? b.values[j] : Number.POSITIVE_INFINITY,
    );
  while (i < a.values.length || j < b.values.length) {
    const from = next();
    while (i < a.values.length && a.values[i] === from) countA += a.weights[i++];
    while (j < b.values.length && b.values[j] === from) countB += b.weights[j++];
    const over = i >= a.values.length && j >= b.values.length;
    visit(from, over ? from : next(), countA / a.n, countB / b.n);
  }
}
