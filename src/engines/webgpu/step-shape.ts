import type { ModelConfig } from '../../model/config.ts';
import { rmsnormPlan } from '../../numerics/rmsnorm-plan.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { matmulPlans, type StepPlans } from '../../steps/step-plans.ts';
import type { StepCapacity } from './step-capacity.ts';

/**
 * All of a step that its dispatches follow; what else changes from step to step lies in tables. Whoever makes a dispatch is given
 * this and the arm, never the step itself, so that two steps of one shape have one list.
 */
export interface StepShape {
  /** M. */
  readonly rows: number;
  readonly sampled: number;
  /** Attention items that are dispatched: those of the step, then empty ones up to a round number. */
  readonly items: number;
}

/** The plans that follow from a shape alone. */
export type ShapePlans = Pick<StepPlans, 'norm' | 'matmul'>;

export function stepShape(
  { rows, sampledRows, splits }: Pick<StepPlans, 'rows' | 'sampledRows' | 'splits'>,
  { own }: Pick<ArmSpec, 'own'>,
  capacity: Pick<StepCapacity, 'items'>,
): StepShape {
  const items = splits.reduce((sum, { length }) => sum + length, 0);
  // A kernel that is not ours need not bear an item without keys.
  const dispatched = own?.attention ? items : Math.min(roundItems(items), capacity.items);
  return { rows: rows.length, sampled: sampledRows.length, items: dispatched };
}

export function shapeKey(shape: StepShape): string {
  return JSON.stringify(shape);
}

export function shapePlans({ rows, sampled }: StepShape, spec: ArmSpec, config: ModelConfig): ShapePlans {
  const norm = rmsnormPlan(spec.kernels.rmsnorm, rows, config.hiddenSize);
  return { norm, matmul: matmulPlans(spec, config, rows, sampled) };
}

const GRAINS = 8;

/**
 * The next multiple of an eighth of the number's power of two. Contexts grow by a key a step, and a list for each number of items
 * would be made anew all the time; so at most an eighth of the items has nothing to do.
 */
export function roundItems(items: number): number {
  const grain = Math.max(1, 2 ** Math.floor(Math.log2(Math.max(1, items))) / GRAINS);
  return Math.ceil(items / grain) * grain;
}
