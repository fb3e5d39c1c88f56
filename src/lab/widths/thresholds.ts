/** What calibration found of a product. */
export interface CalibratedProduct {
  /** (rows) estimates as values, in the order of the texts. */
  readonly estimates: readonly number[];
  /** What its smaller format costs the model's answers where every row reads it. */
  readonly cost: number;
  /** Bits that the larger format takes beyond. */
  readonly extraBits: number;
}

/**
 * Thresholds of the estimates, so that of the calibration's rows just those read the larger format that it spares most for its bits: a
 * product's cost is spread over its rows as the squares of their errors are, and one level over all products divides what is worth it.
 * `share`: of all extra bits that may be taken, from 0 to 1.
 */
export function rowThresholds(products: readonly CalibratedProduct[], share: number): number[] {
  const scales = products.map(({ estimates, cost, extraBits }) => {
    const meanSquare = estimates.reduce((sum, x) => sum + x * x, 0) / estimates.length;
    return meanSquare > 0 ? cost / (meanSquare * extraBits) : 0;
  });
  const worth = products.flatMap(({ estimates, extraBits }, i) =>
    estimates.map((x) => ({ worth: scales[i] * x * x, bits: extraBits / estimates.length })),
  );
  const level = levelOf(worth, share);
  return scales.map((scale) => {
    if (level === 0) return 0;
    return scale > 0 ? Math.sqrt(level / scale) : Number.POSITIVE_INFINITY;
  });
}

/** The same for whole products, once and for all: 0 where all rows read the larger format, Infinity where none does. */
export function staticThresholds(products: readonly CalibratedProduct[], share: number): number[] {
  const all = products.reduce((sum, { extraBits }) => sum + extraBits, 0);
  const thresholds = products.map(() => Number.POSITIVE_INFINITY);
  let left = share * all;
  const order = products
    .map(({ cost, extraBits }, i) => ({ i, extraBits, worth: cost / extraBits }))
    .toSorted((a, b) => b.worth - a.worth || a.i - b.i);
  for (const { i, extraBits } of order) {
    // The one that reaches the share is taken where that comes nearer.
    if (extraBits / 2 > left) continue;
    thresholds[i] = 0;
    left -= extraBits;
  }
  return thresholds;
}

/** The worth from which on so large a share of all bits is taken; Infinity where none is. */
function levelOf(rows: readonly { readonly worth: number; readonly bits: number }[], share: number): number {
  const all = rows.reduce((sum, { bits }) => sum + bits, 0);
  let taken = 0;
  let level = Number.POSITIVE_INFINITY;
  for (const { worth, bits } of rows.toSorted((a, b) => b.worth - a.worth)) {
    if (taken + bits / 2 > share * all) return level;
    taken += bits;
    level = worth;
  }
  return 0;
}
