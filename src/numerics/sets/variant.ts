import { beforeAndAfter, type PlainCut } from '../key-cut.ts';
import { equalRuns } from '../plan.ts';
import { halvedLanes, quadLanes } from './cuts.ts';
import type { AttentionRow, AttentionStep, KernelSetRules, MatmulShape, Tile } from './rules.ts';

const SKINNY: Tile = { rows: 8, columns: 64 };
const SQUARE: Tile = { rows: 32, columns: 32 };
const SMALLEST_SPLIT = 32;

/** Lanes of the one row of a step, which a kernel of its own runs. */
export const GEMV_LANES = 16;

/** Does what serving libraries do, and for their reason: keeps the device busy whatever M is. Its rules are frozen. */
export const variant = {
  name: 'variant',
  library: null,
  version: 1,
  batchInvariant: false,
  math: 'native',
  standIn: null,
  oneTile: null,
  readsParallelism: ['matmul', 'attention'],
  matmul: (shape) =>
    shape.rows === 1
      ? halvedLanes(GEMV_LANES, shape.terms)
      : quadLanes(equalRuns(shape.terms, partsOf(shape), 4)),
  rmsnorm: (rows, terms) => halvedLanes(lanesFor(rows), terms),
  // Cached and new keys are reduced separately, as where a cache is read before the step's keys are appended.
  cut: (row, step) => (row.decode ? decodeCut(row, step) : beforeAndAfter(row.cached)),
  // Decode rows share ceil(P / rows) splits per KV head between them; prefill rows have two.
  mostSplits: ({ rows, kvHeads, parallelism }) => 2 * rows + Math.ceil(parallelism / kvHeads) + rows,
} as const satisfies KernelSetRules;

/** The tile that the rule counts with for more than one row. */
export function variantTile(rows: number): Tile {
  return rows <= SKINNY.rows ? SKINNY : SQUARE;
}

/** How often K is cut so that `parallelism` workgroups are busy. */
function partsOf({ rows, terms, columns, parallelism }: MatmulShape): number {
  const tile = variantTile(rows);
  const tiles = Math.ceil(rows / tile.rows) * Math.ceil(columns / tile.columns);
  if (tiles >= parallelism) return 1;
  return Math.max(1, Math.min(Math.floor(parallelism / tiles), Math.floor(terms / SMALLEST_SPLIT)));
}

/** Few rows leave the device idle, so each gets more lanes; many rows get fewer. */
function lanesFor(rows: number): number {
  if (rows <= 4) return 256;
  if (rows <= 16) return 128;
  return rows <= 64 ? 64 : 32;
}

/** FlashDecoding: the number of splits is fixed by how many rows there are, so their length follows the batch. */
function decodeCut({ keys }: AttentionRow, { parallelism, decodeRows, kvHeads }: AttentionStep): PlainCut {
  const wanted = Math.ceil(parallelism / (decodeRows * kvHeads));
  const most = Math.ceil(keys / SMALLEST_SPLIT);
  return { parts: Math.max(1, Math.min(wanted, most)) };
}
