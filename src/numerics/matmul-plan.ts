import type { KernelSet } from './dtypes.ts';
import { equalRuns, fixedRuns, type Range, type SumPlan } from './plan.ts';
import { ruleName } from './rule-name.ts';

/** One matrix product y[m, n] = sum over k of x[m, k] w[n, k]. */
export interface MatmulShape {
  /** M: rows in the step. */
  readonly rows: number;
  /** K: terms of each sum. */
  readonly terms: number;
  /** N: output columns. */
  readonly columns: number;
  /** Workgroups the variant rule tries to keep busy. */
  readonly parallelism: number;
}

/** Tile that a rule assumes, in rows and columns of the output. */
export interface Tile {
  readonly rows: number;
  readonly columns: number;
}

const SKINNY: Tile = { rows: 8, columns: 64 };
const SQUARE: Tile = { rows: 32, columns: 32 };
const SMALLEST_SPLIT = 32;

/** The reduction plan of a matrix product under a kernel set (NUMERICS: reduction plans). */
export function matmulPlan(set: KernelSet, shape: MatmulShape): SumPlan {
  if (set === 'variant' && shape.rows === 1) {
    const whole = [{ start: 0, end: shape.terms }];
    return {
      operation: 'matmul',
      rule: ruleName(set),
      terms: shape.terms,
      lanes: 16,
      laneTree: 'halving',
      chunks: whole,
    };
  }
  const chunks = CHUNKS[set](shape);
  return {
    operation: 'matmul',
    rule: ruleName(set),
    terms: shape.terms,
    lanes: 4,
    laneTree: 'adjacent',
    chunks,
  };
}

const CHUNKS: Record<KernelSet, (shape: MatmulShape) => Range[]> = {
  invariant: ({ terms }) => fixedRuns(terms, invariantChunk(terms)),
  variant: (shape) => equalRuns(shape.terms, variantSplits(shape), 4),
  pinned: ({ terms }) => [{ start: 0, end: terms }],
};

/** Chunk length of the invariant set: from K alone. */
export function invariantChunk(terms: number): number {
  if (terms <= 512) return 64;
  return terms <= 2048 ? 128 : 256;
}

/** The tile that the variant rule counts with for more than one row. */
export function variantTile(rows: number): Tile {
  return rows <= SKINNY.rows ? SKINNY : SQUARE;
}

/** How often the variant set cuts K so that `parallelism` workgroups are busy. */
function variantSplits({ rows, terms, columns, parallelism }: MatmulShape): number {
  const tile = variantTile(rows);
  const tiles = Math.ceil(rows / tile.rows) * Math.ceil(columns / tile.columns);
  if (tiles >= parallelism) return 1;
  return Math.max(1, Math.min(Math.floor(parallelism / tiles), Math.floor(terms / SMALLEST_SPLIT)));
}
