import { OPERATIONS } from '../numerics/operations.ts';
import { commonSet, type KernelSets } from '../numerics/sets/kernel-sets.ts';

/** One set name where all operations share it, else the sets in the order of the operations. */
export function setsText(kernels: KernelSets): string {
  return commonSet(kernels) ?? OPERATIONS.map((operation) => kernels[operation]).join('/');
}
