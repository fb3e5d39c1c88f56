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
