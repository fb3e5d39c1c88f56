import type { DealtAttention } from '../../kernels/attention-form.ts';
import type { ModelConfig } from '../../model/model-config.ts';
import { rmsnormPlan } from '../../numerics/rmsnorm-plan.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { headNormPlans, matmulPlans, type StepPlans } from '../../steps/step-plans.ts';

/**
 * All of a step that its dispatches follow; what else changes from step to step lies in tables. Whoever makes a dispatch is given
 * this and the arm, never the step itself, so that two steps of one shape have one list.
 */
export interface StepShape {
  /** M. */
  readonly rows: number;
  readonly sampled: number;
  /** How attention is dealt out: items are those of the step, then empty ones up to a round number. */
  readonly attention: Pick<DealtAttention, 'kernel' | 'items' | 'merges'>;
}

/** The plans that follow from a shape alone. */
export type ShapePlans = Pick<StepPlans, 'norm' | 'headNorm' | 'matmul'>;

export function stepShape(
  { rows, sampledRows }: Pick<StepPlans, 'rows' | 'sampledRows'>,
  { kernel, items, merges }: DealtAttention,
): StepShape {
  return { rows: rows.length, sampled: sampledRows.length, attention: { kernel, items, merges } };
}

export function shapeKey(shape: StepShape): string {
  return JSON.stringify(shape);
}

export function shapePlans({ rows, sampled }: StepShape, spec: ArmSpec, config: ModelConfig): ShapePlans {
  const norm = rmsnormPlan(spec.kernels.rmsnorm, rows, config.hiddenSize);
  return {
    norm,
    headNorm: headNormPlans(spec, config, rows),
    matmul: matmulPlans(spec, config, rows, sampled),
  };
}
