import type { Operation } from '../../numerics/operations.ts';
import type { Company } from '../cases/rows.ts';

/** Around the edges of tiles, of the rules and of powers of two. */
export const TESTED_ROWS: readonly number[] = [
  2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128,
];

/** First, last and in the middle; other contents each time, the last ones loud. */
export const COMPANIES: readonly ((rows: number) => Company)[] = [
  (rows) => ({ rows, place: 0, seed: 1, loudness: 1 }),
  (rows) => ({ rows, place: rows - 1, seed: 2, loudness: 1 }),
  (rows) => ({ rows, place: rows >> 1, seed: 3, loudness: 1024 }),
];

/** The watched row by itself. */
export const ALONE: Company = { rows: 1, place: 0, seed: 0, loudness: 1 };

/**
 * Contents of the watched row that are tried. A norm's row hangs on one sum, and another order of it leaves every bit of the row as it was more often than
 * not; a product's or attention's row has a sum for each of its elements.
 */
export const OWN_CONTENTS: Readonly<Record<Operation, number>> = { matmul: 1, rmsnorm: 12, attention: 1 };

/** M of further contents: rules change their order from some M on. */
const FEW_ROWS: readonly number[] = [2, 9, 33, 128];

/** All cases: every kind of company sees every M before the next kind; then further contents of the watched row, first in its batch. */
export function casesOf(operation: Operation): Company[] {
  const further = Array.from({ length: OWN_CONTENTS[operation] - 1 }, (_, i) => i + 1);
  return [
    ...COMPANIES.flatMap((company) => TESTED_ROWS.map(company)),
    ...further.flatMap((own) => FEW_ROWS.map((rows) => ({ ...COMPANIES[0](rows), own }))),
  ];
}
