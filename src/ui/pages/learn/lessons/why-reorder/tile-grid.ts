import { matmulPlan } from '../../../../../numerics/matmul-plan.ts';
import type { MatmulShape } from '../../../../../numerics/sets/rules.ts';
import { type KernelSet, rulesOf } from '../../../../../numerics/sets/sets.ts';
import { variantTile } from '../../../../../numerics/sets/variant.ts';

/** How a product's output is cut into tiles, and what that leaves to split. */
export interface TileGrid {
  /** Rows and columns of output of one workgroup. */
  readonly tileRows: number;
  readonly tileColumns: number;
  /** Tiles over the rows and over the columns. */
  readonly down: number;
  readonly across: number;
  readonly tiles: number;
  /** Workgroups to each tile: one for each chunk of K that is summed apart. */
  readonly parts: number;
  readonly workgroups: number;
}

/**
 * The tiles that a rule assumes, and the workgroups that they and the plan's chunks come to. One row counts as one row of the
 * skinny tiles. A set whose tiles are free is shown with the variant set's, and with its chunks given to a
 * workgroup each while tiles are fewer than `parallelism`, as this lab's kernels do on a GPU.
 */
export function tileGrid(set: KernelSet, shape: MatmulShape): TileGrid {
  const { rows, columns, parallelism } = shape;
  const tile = rulesOf(set).oneTile ?? variantTile(rows);
  const down = Math.ceil(rows / tile.rows);
  const across = Math.ceil(columns / tile.columns);
  const tiles = down * across;
  const chunks = matmulPlan(set, shape).chunks.length;
  const parts = tiles < parallelism ? chunks : 1;
  return {
    tileRows: tile.rows,
    tileColumns: tile.columns,
    down,
    across,
    tiles,
    parts,
    workgroups: tiles * parts,
  };
}
