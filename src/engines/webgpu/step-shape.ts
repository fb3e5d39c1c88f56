import type { DealtAttention } from '../../kernels/attention-form.ts';
import type { ModelConfig } from '../../model/model-config.ts';
import { rmsnormPlan } from '../../numerics/rmsnorm-plan.ts';
import type { KernelSets } from '../../numerics/sets/kernel-sets.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { LoweredLayers } from '../../steps/lowered-layers.ts';
import { specOfStep } from '../../steps/step-kernels.ts';
import type { StepPlan } from '../../steps/step-plan.ts';
import { headNormPlans, matmulPlans, routerPlan, type StepPlans } from '../../steps/step-plans.ts';

/**
 * All of a step that its dispatches follow; what else changes from step to step lies in tables. Whoever makes a dispatch is given
 * this and the arm, never the step itself, so that two steps of one shape have one list.
 */
export interface StepShape {
  /** M. */
  readonly rows: number;
  readonly sampled: number;
  /** How attention is dealt out: items are those of the step, then empty ones up to a round number. */
  readonly attention: ShapedAttention;
  /** The same in layers that see the last keys only; left out where the model has none. */
  readonly local?: ShapedAttention;
  /** Left out: no layer is. */
  readonly lowered?: LoweredLayers;
  /** Left out: the arm's. */
  readonly kernels?: KernelSets;
}

type ShapedAttention = Pick<DealtAttention, 'kernel' | 'items' | 'merges'>;

/** How a step's attention is dealt out, in layers that see every key and in those that see the last ones only. */
export interface DealtStep {
  readonly attention: DealtAttention;
  readonly local: DealtAttention | null;
}

/** The plans that follow from a shape alone. */
export type ShapePlans = Pick<StepPlans, 'norm' | 'headNorm' | 'matmul' | 'router'>;

export function stepShape(
  { rows, sampledRows }: Pick<StepPlans, 'rows' | 'sampledRows'>,
  { attention, local }: DealtStep,
  { lowered, kernels }: Pick<StepPlan, 'lowered' | 'kernels'> = {},
): StepShape {
  return {
    ...{ rows: rows.length, sampled: sampledRows.length, attention: shaped(attention) },
    ...(local && { local: shaped(local) }),
    ...(lowered && { lowered }),
    ...(kernels && { kernels }),
  };
}

function shaped({ kernel, items, merges }: DealtAttention): ShapedAttention {
  return { kernel, items, merges };
}

export function shapeKey(shape: StepShape): string {
  return JSON.stringify(shape);
}

export function shapePlans(shape: StepShape, arm: ArmSpec, config: ModelConfig): ShapePlans {
  const { rows, sampled } = shape;
  const spec = specOfStep(arm, shape);
  const norm = rmsnormPlan(spec.kernels.rmsnorm, rows, config.hiddenSize);
  return {
    norm,
    headNorm: headNormPlans(spec, config, rows),
    matmul: matmulPlans(spec, config, rows, sampled),
    ...routerPlan(spec, config, rows),
  };
}
