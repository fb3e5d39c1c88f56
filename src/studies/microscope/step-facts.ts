import type { OwnKernelMark, OwnKernelMarks } from '../../experiment/shaders.ts';
import {
  isHeadNorm,
  isMatmul,
  isSumsNorm,
  kindOf,
  MATMULS,
  type MatmulName,
  type OutputName,
} from '../../model/operations.ts';
import type { ActivationDtype, Quantize, WeightDtype } from '../../numerics/dtypes.ts';
import type { Operation } from '../../numerics/operations.ts';
import type { Range, SumPlan } from '../../numerics/plan.ts';
import type { KernelSets } from '../../numerics/sets/kernel-sets.ts';
import type { ArmRecord, SliceRecord } from '../../results/record.ts';
import type { LocalKeys, RowTrace } from '../../steps/trace.ts';

/** An operation that reduces, each with a plan of its own in every step. */
export type PlanName = 'rmsnorm' | MatmulName | 'attention';

export const PLAN_NAMES: readonly PlanName[] = ['rmsnorm', ...MATMULS, 'attention'];

/** The traced step of one arm. */
export interface StepFacts {
  readonly arm: string;
  /** M. */
  readonly rows: number;
  /** Rows that a token was sampled from: M of the product that gives the logits. */
  readonly sampledRows: number;
  readonly kernels: KernelSets;
  /** Own kernels by operation: the plans are what they were given, and no more. */
  readonly own?: OwnKernelMarks;
  readonly dtype: ActivationDtype;
  readonly weights: WeightDtype;
  readonly quantize?: Quantize;
  readonly norm: SumPlan;
  readonly headNorm: RowTrace['headNorm'];
  readonly matmul: RowTrace['matmul'];
  /** As `RowTrace` has them. */
  readonly splits: readonly Range[];
  readonly from?: number;
  readonly local?: LocalKeys;
  readonly shared?: number;
}

/** The plan of an operation that sums products; null for attention and for what does not reduce. */
export function sumPlanOf(
  {
    norm,
    headNorm,
    matmul,
    router,
  }: Pick<StepFacts, 'norm' | 'headNorm' | 'matmul'> & { readonly router?: SumPlan },
  name: OutputName,
): SumPlan | null {
  if (isHeadNorm(name)) return headNorm?.[name === 'q_norm' ? 'q' : 'k'] ?? null;
  if (kindOf(name) === 'norm') return norm;
  if (name === 'router') return router ?? null;
  return isMatmul(name) ? matmul[name] : null;
}

/** The own kernel that gave an output, or ran where an operation is planned; null where the lab's own did. */
export function ownOf({ own }: Pick<StepFacts, 'own'>, name: OutputName | PlanName): OwnKernelMark | null {
  const operation = operationOf(name);
  return (operation && own?.[operation]) ?? null;
}

/** The operation that reduces to an output; null where nothing is reduced. */
function operationOf(name: OutputName | PlanName): Operation | null {
  if (name === 'rmsnorm') return name;
  // No own kernel takes its place.
  if (isHeadNorm(name) || isSumsNorm(name)) return null;
  const kind = kindOf(name);
  if (kind === 'norm') return 'rmsnorm';
  return kind === 'matmul' || kind === 'attention' ? kind : null;
}

/** `position`: the generated token that the traced step chose. Throws RangeError where the record has no such step. */
export function stepFacts(trace: RowTrace, recorded: ArmRecord, position: number): StepFacts {
  const { request, rows, norm, headNorm, matmul, splits, from, local, shared } = trace;
  const { name: arm, kernels, own, dtype, weights, quantize, steps } = recorded;
  const step = steps.find(({ slices }) =>
    slices.some((slice) => slice.request === request && gave(slice, position)),
  );
  if (!step) throw new RangeError(`${arm} has no step that gives token ${position} of ${request}`);
  const sampledRows = step.slices.reduce(
    (sum, { token, drafted = 0 }) => sum + (token === null ? 0 : 1 + drafted),
    0,
  );
  const keys = { splits, ...(from && { from }), ...(local && { local }), ...(shared && { shared }) };
  const held = { dtype, weights, ...(quantize && { quantize }) };
  const planned = { kernels, ...(own && { own }), ...held, norm, headNorm, matmul, ...keys };
  return { arm, rows, sampledRows, ...planned };
}

/** Of drafts that stand one step gives several tokens. */
function gave({ token, accepted = 0 }: SliceRecord, position: number): boolean {
  return token !== null && token <= position && position <= token + accepted;
}

/** Whether two plans add in the same order; by what rule they were made does not matter. */
export function sameOrder(a: SumPlan, b: SumPlan): boolean {
  const inLanes = a.lanes === b.lanes && a.laneTree === b.laneTree;
  return inLanes && a.chunkTree === b.chunkTree && sameRanges(a.chunks, b.chunks);
}

export function sameRanges(a: readonly Range[], b: readonly Range[]): boolean {
  return a.length === b.length && a.every(({ start, end }, i) => start === b[i].start && end === b[i].end);
}

/** Whether keys are split alike in every layer. */
function sameSplits(a: StepFacts, b: StepFacts): boolean {
  return sameRanges(a.splits, b.splits) && sameRanges(a.local?.splits ?? [], b.local?.splits ?? []);
}

/** Operations whose plans differ between the two steps; where both run one own kernel, nothing is known to differ. */
export function differingPlans(a: StepFacts, b: StepFacts): PlanName[] {
  return PLAN_NAMES.filter((name) => {
    const [ownA, ownB] = [ownOf(a, name), ownOf(b, name)];
    if (ownA || ownB) return ownA?.hash !== ownB?.hash;
    if (name === 'attention') return !sameSplits(a, b);
    if (name === 'rmsnorm') return !sameOrder(a.norm, b.norm);
    return !sameOrder(a.matmul[name], b.matmul[name]);
  });
}
