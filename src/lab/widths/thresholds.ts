/** What calibration found of a product. */
export interface CalibratedProduct {
  /** (rows) estimates as values, in the order of the texts. */
  readonly estimates: readonly number[];
  /** Of some of these rows the square of the error that was made, and where in `estimates` they are. */
  readonly squares: readonly { readonly row: number; readonly square: number }[];
  /** What its smaller format costs the model's answers where every row reads it. */
  readonly cost: number;
  /** Bits that the larger format takes beyond. */
  readonly extraBits: number;
}

/**
 * Thresholds of the estimates, so that of the calibration's rows just those read the larger format that it spares most for its bits: a
 * product's cost is spread over its rows as the squares of their errors are expected to be, and one level over all products divides what is
 * worth it. Where an estimate says nothing of the error, all rows of the product end on one side. `share`: of all extra bits that may be taken,
 * from 0 to 1.
 */
export function rowThresholds(products: readonly CalibratedProduct[], share: number): number[] {
  const fits = products.map(worthOf);
  const worth = products.flatMap(({ estimates, extraBits }, i) =>
    estimates.map((x) => ({
      worth: fits[i].base + fits[i].slope * x * x,
      bits: extraBits / estimates.length,
    })),
  );
  const level = levelOf(worth, share);
  return fits.map(({ base, slope }) => {
    if (base >= level) return 0;
    return slope > 0 ? Math.sqrt((level - base) / slope) : Number.POSITIVE_INFINITY;
  });
}

/**
 * What the larger format is worth in a row for each bit that it takes: base + slope x estimate^2, by the line of least squares from squared estimates to
 * squared errors.
 */
function worthOf({ estimates, squares, cost, extraBits }: CalibratedProduct): {
  readonly base: number;
  readonly slope: number;
} {
  const pairs = squares.map(({ row, square }) => ({ x: estimates[row] ** 2, y: square }));
  const mean = (of: (pair: (typeof pairs)[number]) => number) =>
    pairs.reduce((sum, pair) => sum + of(pair), 0) / pairs.length;
  const [x, y] = [mean((pair) => pair.x), mean((pair) => pair.y)];
  if (!(y > 0)) return { base: 0, slope: 0 };
  const variance = mean((pair) => (pair.x - x) ** 2);
  const covariance = mean((pair) => (pair.x - x) * (pair.y - y));
  const slope = variance > 0 ? Math.max(0, covariance / variance) : 0;
  const each = cost / (y * extraBits);
  return { base: each * (y - slope * x), slope: each * slope };
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
