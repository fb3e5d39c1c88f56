import type { ActivationDtype, Quantize, WeightDtype } from '../numerics/dtypes.ts';
import { OPERATIONS, type Operation } from '../numerics/operations.ts';
import { commonSet, type KernelSets } from '../numerics/sets/kernel-sets.ts';
import { KERNEL_SETS, rulesOf } from '../numerics/sets/sets.ts';

/** What a row's bits must not follow on one adapter (NUMERICS §8). */
export const INVARIANCES = ['batch', 'chunking', 'cache', 'width'] as const;
export type Invariance = (typeof INVARIANCES)[number];

/**
 * The columns of the certificate's matrix: those; the device itself, which only portable arithmetic claims not to matter; and how many workers share a
 * product's sums, which only a tree claims.
 */
export const COLUMNS = [...INVARIANCES, 'device', 'workers'] as const;
export type Column = (typeof COLUMNS)[number];

/** What an arm may claim something of: one operation by itself, or the logits of the whole model. */
export type ClaimedOperation = Operation | 'whole model';

/** Whose bits were compared; a mixture's router and experts are products that have kernels of their own. */
export type CertifiedOperation = ClaimedOperation | 'experts';

/** Weights as they are stored; `stored` of an arm stands for one or several of these. */
export type CertifiedWeights = Exclude<WeightDtype, 'stored'>;

/** One cell of the certificate's matrix: what was tested, how often it held, and whether the test could see a difference. */
export interface CertificateCell {
  readonly operation: CertifiedOperation;
  readonly invariance: Column;
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

/** Why no set but one of portable arithmetic has cells of the device. */
export const DEVICE_NOT_CLAIMED =
  'not claimed: only portable arithmetic promises the same bits on every device';

/** Whether a set promises one fingerprint everywhere. @param set as cells name it. */
export function claimsDevice(set: string): boolean {
  return KERNEL_SETS.some((each) => each === set && rulesOf(each).math === 'portable');
}

/** Whether a set promises one sum whatever the number of workers that share it. @param set as cells name it. */
export function claimsWorkers(set: string): boolean {
  const known = KERNEL_SETS.find((each) => each === set);
  return known !== undefined && rulesOf(known).matmul(ANY_PRODUCT).chunkTree !== undefined;
}

const ANY_PRODUCT = { rows: 1, terms: 1024, columns: 1024, parallelism: 1 };

/** Why no operation but a tree's products has cells of the workers. */
const WORKERS_NOT_CLAIMED =
  'not claimed: only products of a tree promise the same bits however many workers share them';

/** Why there is no cell for an operation of a set and a column; null where there is one. */
export function noCell(operation: CertifiedOperation, invariance: Column, set: string): string | null {
  if (invariance === 'device') return claimsDevice(set) ? null : DEVICE_NOT_CLAIMED;
  if (invariance === 'workers')
    return operation === 'matmul' && claimsWorkers(set) ? null : WORKERS_NOT_CLAIMED;
  if (invariance === 'batch' || operation === 'attention' || operation === 'whole model') return null;
  if (invariance === 'cache') return 'it reads no cache';
  return 'it sees rows, not requests: only M can change, which batch covers';
}

/** Whether a cell was found not to hold: bits differed that had to be equal. */
export function cellLost({ cases, passed }: CertificateCell): boolean {
  return passed < cases;
}

/**
 * Whether a cell lost a claim about this adapter's rows; where one of the device fails, its bits are this adapter's own, and where one of the workers does,
 * they follow how many there are: both still follow nothing of the batch.
 */
export function invarianceLost(cell: CertificateCell): boolean {
  return cell.invariance !== 'device' && cell.invariance !== 'workers' && cellLost(cell);
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
