import type { ActivationDtype, Quantize, WeightDtype } from '../numerics/dtypes.ts';
import { OPERATIONS, type Operation } from '../numerics/operations.ts';
import { commonSet, type KernelSets } from '../numerics/sets/kernel-sets.ts';

/** What a row's bits must not follow (NUMERICS §8): the rows of the certificate's matrix. */
export const INVARIANCES = ['batch', 'chunking', 'cache', 'width'] as const;
export type Invariance = (typeof INVARIANCES)[number];

/** What an arm may claim something of: one operation by itself, or the logits of the whole model. */
export type ClaimedOperation = Operation | 'whole model';

/** Whose bits were compared; a mixture's router and experts are products that have kernels of their own. */
export type CertifiedOperation = ClaimedOperation | 'experts';

/** Weights as they are stored; `stored` of an arm stands for one or several of these. */
export type CertifiedWeights = Exclude<WeightDtype, 'stored'>;

/** One cell of the certificate's matrix: what was tested, how often it held, and whether the test could see a difference. */
export interface CertificateCell {
  readonly operation: CertifiedOperation;
  readonly invariance: Invariance;
  /** Of the operation; of all three where the whole model was tested (`setsName`). */
  readonly set: string;
  readonly activations: ActivationDtype;
  /** The format of the arms that the cell stands for; norms and attention read no weights and stand for each that was asked for. */
  readonly weights: CertifiedWeights;
  /** Of products that read activations as q8: what shares a scale. Left out of all others. */
  readonly quantize?: Quantize | undefined;
  /** Comparisons made, and how many of them found every bit equal. */
  readonly cases: number;
  readonly passed: number;
  /** Pairs whose plans are provably different trees, and in how many of them bits did differ: a blind test shows here. */
  readonly control: { readonly cases: number; readonly differed: number };
}

/** Names what a cell speaks of: operation, invariance, set, activations and weights, and q8 activations. */
export function cellKey(cell: Omit<CertificateCell, 'cases' | 'passed' | 'control'>): string {
  const { operation, invariance, set, activations, weights, quantize } = cell;
  const names = [operation, invariance, set, activations, weights];
  return [...names, ...(quantize ? [`q8 activations ${quantize}`] : [])].join(' / ');
}

/** Why there is no cell for an operation and an invariance; null where there is one. */
export function noCell(operation: CertifiedOperation, invariance: Invariance): string | null {
  if (invariance === 'batch' || operation === 'attention' || operation === 'whole model') return null;
  if (invariance === 'cache') return 'it reads no cache';
  return 'it sees rows, not requests: only M can change, which batch covers';
}

/** Whether a cell was found not to hold: bits differed that had to be equal. */
export function cellLost({ cases, passed }: CertificateCell): boolean {
  return passed < cases;
}

/** Whether a cell's test was blind: a control that had to differ did not. It says nothing of the set. */
export function cellBlind({ control }: CertificateCell): boolean {
  return control.differed < control.cases;
}

/** Whether a cell may be relied on: something was compared, all of it held, and every control was seen to differ. */
export function cellStands({ cases, passed, control }: CertificateCell): boolean {
  return cases > 0 && passed === cases && control.cases > 0 && control.differed === control.cases;
}

/** One set's name where the operations share it, else `matmul invariant, rmsnorm variant, attention pinned`. */
export function setsName(kernels: KernelSets): string {
  return commonSet(kernels) ?? OPERATIONS.map((operation) => `${operation} ${kernels[operation]}`).join(', ');
}
