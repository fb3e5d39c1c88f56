import { type KernelSets, OPERATIONS } from '../numerics/dtypes.ts';

/** One set name where all operations share it, else the sets in the order of the operations. */
export function setsText(kernels: KernelSets): string {
  const sets = OPERATIONS.map((operation) => kernels[operation]);
  return new Set(sets).size === 1 ? sets[0]! : sets.join('/');
}
