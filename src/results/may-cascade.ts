import type { ExperimentArm } from '../experiment/schema.ts';
import { rulesOf } from '../numerics/sets/sets.ts';

/** Whether steps of an arm may have other plans because requests share a prefix: a set that follows nothing of the batch keeps its cut. */
export function mayCascade({ kernels, serving }: Pick<ExperimentArm, 'kernels' | 'serving'>): boolean {
  return !!serving?.cascade && !rulesOf(kernels.attention).batchInvariant;
}
