import { covering } from './grid.ts';
import type { Product } from './matmul-kernel.ts';

/** What a GPU's workgroup has of a product of many rows: rows by column quads, 32 by 32 outputs, as the kernels' texts say. */
export const TILE = { rows: 32, quads: 8 } as const;

/** Rows that a workgroup takes in one go where there are no more: not worth a tile. */
export const FEW_ROWS = 8;

/** Whether a product has so many rows and columns that its tiles alone keep a device busy. */
export function fillsTiles(
  { rows, quads }: Pick<Product, 'rows' | 'quads'>,
  busyWorkgroups: number,
): boolean {
  return rows > FEW_ROWS && covering(rows, TILE.rows) * covering(quads, TILE.quads) >= busyWorkgroups;
}

/** Whole tiles of rows with which so many columns do. */
export function rowsThatFill(quads: number, busyWorkgroups: number): number {
  return TILE.rows * covering(busyWorkgroups, covering(quads, TILE.quads));
}
