import type { SplitPlan } from './disaggregated.ts';
import type { ArmRunner } from './engine.ts';
import { type HandedBlock, handOver } from './hand-over.ts';
import type { StepOutput } from './step-output.ts';
import type { StepPlan } from './step-plan.ts';

/** Two arms of one model with the same block layout: one computes prompts, the other goes on from them. */
export interface SplitArms {
  readonly prefill: ArmRunner;
  readonly decode: ArmRunner;
}

export interface SplitOutput {
  /** Null where the plan has no slices: then there was no step. */
  readonly prefill: StepOutput | null;
  readonly decode: StepOutput | null;
  /** Every block that was handed over, with its hash on both sides. */
  readonly handed: readonly HandedBlock[];
}

/** Hands over what a plan says, then runs the step of either arm. Throws what `handOver` and the arms throw. */
export async function stepSplit(arms: SplitArms, plan: SplitPlan): Promise<SplitOutput> {
  const handed: HandedBlock[] = [];
  for (const { from, to } of plan.handOvers)
    handed.push(...(await handOver(arms.prefill, from, arms.decode, to)));
  const prefill = await stepIfAny(arms.prefill, plan.prefill);
  return { handed, prefill, decode: await stepIfAny(arms.decode, plan.decode) };
}

async function stepIfAny(arm: ArmRunner, plan: StepPlan): Promise<StepOutput | null> {
  return plan.slices.length > 0 ? await arm.step(plan) : null;
}
