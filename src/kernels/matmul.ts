import type { Tuning } from '../gpu/tuning.ts';
import type { SumPlan } from '../numerics/plan.ts';
import { rulesNamed } from '../numerics/sets/sets.ts';
import { fillsTiles } from './gpu-tile.ts';
import { blockForm, gemvForm } from './matmul-block.ts';
import type { MatmulKernel, Product } from './matmul-kernel.ts';
import { tiledForm } from './matmul-tiled.ts';
import { quartersForm, wideForm } from './matmul-wide.ts';

/**
 * Picks the kernel for a product by what suits the adapter, alike for every kernel set so that none is handicapped. It never changes
 * the bits: chunks are summed alike and their sums added in index order in every form, so only 16-lane plans need kernels of
 * their own. A set may keep one tile for every M; the others' tiles are free.
 */
export function matmulKernel(plan: SumPlan, product: Product, tuning: Tuning): MatmulKernel {
  const { busyWorkgroups, largeBlocks, sharedRows, stagedTiles } = tuning;
  if (plan.lanes === 16) return largeBlocks ? gemvForm(product) : quartersForm(product);
  const oneTile = Boolean(rulesNamed(plan.rule)?.oneTile);
  if (largeBlocks) return blockForm(plan, product, oneTile, sharedRows);
  if (stagedTiles && !oneTile && fillsTiles(product, busyWorkgroups)) return tiledForm(plan, product);
  return wideForm(plan, product, tuning, oneTile);
}
