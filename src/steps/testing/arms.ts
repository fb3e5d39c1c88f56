import type { KernelSets } from '../../numerics/sets/kernel-sets.ts';
import type { KernelSet } from '../../numerics/sets/sets.ts';
import type { ArmSpec } from '../arm-spec.ts';
import type { ArmRunner } from '../engine.ts';
import { DEFAULT_SERVING } from '../serving.ts';
import { type Sample, wholeLogits } from '../step-output.ts';
import type { StepPlan, StepSlice } from '../step-plan.ts';

/** One kernel set for all operations. */
export const setsOf = (set: KernelSet): KernelSets => ({ matmul: set, rmsnorm: set, attention: set });

/** An arm with room for a few dozen rows and requests; `changes` says what a test is about. */
export function armSpec(changes: Partial<ArmSpec> = {}): ArmSpec {
  return {
    name: 'arm',
    kernels: setsOf('invariant'),
    parallelism: 64,
    activations: 'f32',
    weights: 'stored',
    decoding: { temperature: 0, seed: 0 },
    serving: DEFAULT_SERVING,
    limits: { maxSequences: 40, maxTokensPerStep: 80, maxContext: 128, blocks: 240 },
    ...changes,
  };
}

export const stepOf = (...slices: StepSlice[]): StepPlan => ({ slices, preempted: [] });

/**
 * What a step gave for one request. Throws where that request was not sampled, and where its logits are not finite: NaN
 * everywhere would be the same bits everywhere.
 */
export async function stepSample(
  arm: ArmRunner,
  request: string,
  ...slices: StepSlice[]
): Promise<Sample & { readonly logits: Float32Array }> {
  const { samples } = await arm.step(stepOf(...slices));
  const sample = samples.find((candidate) => candidate.request === request);
  if (!sample?.finite) throw new Error(`the step gave ${sample ? 'no finite' : 'no'} logits of ${request}`);
  return { ...sample, logits: wholeLogits(sample) };
}
