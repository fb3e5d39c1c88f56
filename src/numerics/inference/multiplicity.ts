/**
 * p-values corrected over their family, in the order given (S. Holm 1979): rejecting those of at most alpha keeps the probability of
 * any false rejection at alpha, however the tests depend on each other. Throws RangeError of a p outside [0, 1].
 */
export function holm(pValues: readonly number[]): number[] {
  const order = ascending(pValues);
  const adjusted = new Array<number>(pValues.length);
  let largest = 0;
  for (const [rank, index] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (order.length - rank) * pValues[index]));
    adjusted[index] = largest;
  }
  return adjusted;
}

/**
 * p-values corrected over their family, in the order given (Y. Benjamini and Y. Hochberg 1995): rejecting those of at most alpha keeps
 * the expected share of false ones among all rejections at alpha, of tests that are independent or depend positively. Throws
 * RangeError of a p outside [0, 1].
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const order = ascending(pValues);
  const adjusted = new Array<number>(pValues.length);
  let smallest = 1;
  for (let rank = order.length; rank >= 1; rank--) {
    const index = order[rank - 1];
    smallest = Math.min(smallest, (order.length / rank) * pValues[index]);
    adjusted[index] = smallest;
  }
  return adjusted;
}

function ascending(pValues: readonly number[]): number[] {
  for (const p of pValues)
    if (!(p >= 0 && p <= 1)) throw new RangeError(`expected p-values in [0, 1], found ${p}`);
  return [...pValues.keys()].sort((a, b) => pValues[a] - pValues[b]);
}
