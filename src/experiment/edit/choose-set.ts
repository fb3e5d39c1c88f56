import type { Operation } from '../../numerics/operations.ts';
import { allOperations, haveOneMath, type KernelSets } from '../../numerics/sets/kernel-sets.ts';
import { CURE, type KernelSet, rulesOf } from '../../numerics/sets/sets.ts';

/**
 * An arm's sets with one of them chosen anew. One arithmetic serves all operations of an arm: `portable` chosen for one is chosen for all, and where
 * it is left for one, the others go back to invariant, which adds in the same order.
 */
export function withSet(kernels: KernelSets, operation: Operation, set: KernelSet): KernelSets {
  const chosen = { ...kernels, [operation]: set };
  if (haveOneMath(chosen)) return chosen;
  return rulesOf(set).math === 'portable' ? allOperations(set) : { ...allOperations(CURE), [operation]: set };
}
