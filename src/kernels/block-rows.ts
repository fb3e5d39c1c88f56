import deepRows from '../../shaders/lib/deep_rows.wgsl?raw';
import rowsDirect from '../../shaders/lib/rows_direct.wgsl?raw';
import rowsShared from '../../shaders/lib/rows_shared.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import { powerOfTwo } from '../numerics/power-of-two.ts';
import { type Epilogue, wholePairs } from './epilogues.ts';
import { WEIGHT_FORMATS } from './weight-formats.ts';
import { partsOf, type WeightLayout } from './weights/pieces.ts';

/** Most rows that a thread holds. */
export const MOST_ROWS = 8;
/** Two of the fours that a software adapter runs at once. */
const BLOCK_THREADS = 8;
/** Threads that share rows, each one or two of them. */
const SHARING = 4;

/** How a thread of a block takes its terms: so many rows, so many groups at a time, and whether four threads share the rows that they read. */
export interface BlockShape {
  readonly rows: number;
  readonly depth: number;
  readonly shared: boolean;
}

/**
 * The blocks for M rows whose runs of groups have these lengths; `shares`: whether the adapter's threads may. Where they may, two groups are added
 * at a time if that divides every run, unless what a round carries outweighs them: LLVM, by which other software adapters compile, is no faster for it (measured on
 * lavapipe: 0.95 to 1.15 of the time).
 */
export function blockShape(rows: number, runs: readonly number[], shares: boolean): BlockShape {
  const held = powerOfTwo(Math.min(rows, MOST_ROWS));
  const shared = shares && held >= SHARING;
  return { rows: held, depth: shares && divides(2, runs) ? 2 : 1, shared };
}

/** Two rows at most by weights in blocks take four groups at a time where that divides every run: half a block, whose scales are widened once. */
export function blockShapeFor(
  shape: BlockShape,
  runs: readonly number[],
  weights: WeightLayout | undefined,
): BlockShape {
  const inBlocks = weights !== undefined && WEIGHT_FORMATS[partsOf(weights).dtype].block.terms > 4;
  return inBlocks && shape.rows < SHARING && divides(4, runs) ? { ...shape, depth: 4 } : shape;
}

function divides(depth: number, runs: readonly number[]): boolean {
  return runs.every((run) => run % depth === 0);
}

export function blockName({ rows, depth, shared }: BlockShape): string {
  return `block${rows}x${depth}${shared ? 's' : ''}`;
}

/** A block kernel's parts around its own text, and their constants; `parts` are what stands before it. */
export function blockParts({ rows, depth, shared }: BlockShape, threads: number, parts: readonly string[]) {
  return {
    parts: [...parts, deepRows, shared ? rowsShared : rowsDirect],
    constants: { ROWS: rows, DEPTH: depth, THREADS: threads },
  } as const;
}

/** Threads of a workgroup, each with a pair: whole fours that share rows, and what an epilogue needs together. */
export function blockThreads(epilogue: Epilogue): number {
  const threads = wholePairs(epilogue, BLOCK_THREADS);
  return threads * (SHARING / commonDivisor(threads, SHARING));
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

/** With the directive that shared rows want: it comes before everything else. */
export function blockSource({ shared }: BlockShape, source: KernelSource): KernelSource {
  return shared ? { ...source, parts: ['enable subgroups;', ...source.parts] } : source;
}
