import type { MathName } from '../math-name.ts';
import { OPERATIONS, type Operation } from '../operations.ts';
import { type KernelSet, rulesOf } from './sets.ts';

/** The set of each operation, as an arm runs them. */
export type KernelSets = Readonly<Record<Operation, KernelSet>>;

/** As what the sets that claim invariance keep it on an adapter: by themselves, by what stands in for them, or not at all. */
export type InvariantAs = 'itself' | 'stand-in' | null;

export function allOperations(set: KernelSet): KernelSets {
  return mapSets(() => set);
}

/** The one set of all operations; null where they differ. */
export function commonSet(kernels: KernelSets): KernelSet | null {
  return OPERATIONS.every((operation) => kernels[operation] === kernels.matmul) ? kernels.matmul : null;
}

export function areSameSets(a: KernelSets, b: KernelSets): boolean {
  return OPERATIONS.every((operation) => a[operation] === b[operation]);
}

/** In which arithmetic an arm of these sets computes, what reduces nothing included: embedding, RoPE, the gate, sampling. */
export function mathOf(kernels: KernelSets): MathName {
  return rulesOf(kernels.matmul).math;
}

/** Whether all operations share one arithmetic, as those of an arm must. */
export function haveOneMath(kernels: KernelSets): boolean {
  return OPERATIONS.every((operation) => rulesOf(kernels[operation]).math === mathOf(kernels));
}

/** Whether no operation's plans follow the batch. */
export function allInvariant(kernels: KernelSets): boolean {
  return OPERATIONS.every((operation) => rulesOf(kernels[operation]).batchInvariant);
}

/** Whether the plan of any operation looks at `parallelism`. */
export function readsParallelism(kernels: KernelSets): boolean {
  return OPERATIONS.some((operation) => rulesOf(kernels[operation]).readsParallelism.includes(operation));
}

/** The sets with what stands in for them in their place. */
export function standIns(kernels: KernelSets): KernelSets {
  return mapSets((operation) => rulesOf(kernels[operation]).standIn?.name ?? kernels[operation]);
}

/** The sets that run where an arm asks for these. */
export function setsThatRun(asked: KernelSets, invariantAs: InvariantAs | undefined): KernelSets {
  return invariantAs === 'stand-in' ? standIns(asked) : asked;
}

function mapSets(choose: (operation: Operation) => KernelSet): KernelSets {
  return { matmul: choose('matmul'), rmsnorm: choose('rmsnorm'), attention: choose('attention') };
}
