import { createRandom } from '../experiment/random.ts';

/** Middle value; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Half the distance between the quartiles over the median: how far a typical repeat lies off, as a share. */
export function spread(values: readonly number[]): number {
  const [low, high] = quartiles(values);
  return (high - low) / 2 / median(values);
}

/** The first and the third. */
export function quartiles(values: readonly number[]): [number, number] {
  return [quantile(values, 0.25), quantile(values, 0.75)];
}

/** By nearest rank. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.round(share * (sorted.length - 1))];
}

/** An estimate with the interval that it lies in at the level asked for. */
export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 2000;

/**
 * Bootstrap percentile interval (B. Efron 1979) of a statistic of independent lists: each is drawn again from itself, with
 * replacement. `level` is the interval's, such as 0.95. The draws follow from a fixed seed, so that a report can be made again.
 */
export function bootstrapInterval(
  lists: readonly (readonly number[])[],
  statistic: (lists: readonly (readonly number[])[]) => number,
  level: number,
): Interval {
  const random = createRandom(1);
  const draw = (list: readonly number[]) => list.map(() => random.pick(list));
  const found = Array.from({ length: RESAMPLES }, () => statistic(lists.map(draw)));
  const tail = (1 - level) / 2;
  return { estimate: statistic(lists), low: quantile(found, tail), high: quantile(found, 1 - tail) };
}

/** Of paired repeats, a over b: the median ratio with its 95 % interval. Pairs share what the machine did at that moment. */
export function pairedRatio(a: readonly number[], b: readonly number[]): Interval {
  const pairs = a.slice(0, b.length).map((value, i) => value / b[i]);
  return bootstrapInterval([pairs], ([drawn]) => median(drawn), 0.95);
}
