import { steps } from '../kernel-parts/knob.tsx';
import { MOST_ROWS } from './row-zero.ts';

/** The product that the lesson follows: small enough to replay at once, and its splits change with every tiling. */
export const PRODUCT = { terms: 512, columns: 512, parallelism: 64 };

export const ALL_ROWS = steps(1, MOST_ROWS);
