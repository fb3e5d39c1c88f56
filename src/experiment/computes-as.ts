import type { ExperimentArm } from './arm-schema.ts';

type ComputedWith = Pick<
  ExperimentArm,
  'kernels' | 'dtype' | 'weights' | 'parallelism' | 'quantize' | 'dynamic' | 'sampler' | 'shaders'
>;

/** What an arm computes with and how it draws, for another that is to do so too: fields that it leaves out stay out. */
export function computesAs(arm: ExperimentArm): ComputedWith {
  const { kernels, dtype, weights, quantize, dynamic, parallelism, sampler, shaders } = arm;
  return {
    ...{ kernels, dtype, weights, parallelism },
    ...(quantize && { quantize }),
    ...(dynamic && { dynamic }),
    ...(sampler && { sampler }),
    ...(shaders && { shaders }),
  };
}

/** An arm without what it may leave out of that. */
export function withoutChoices<Arm extends ExperimentArm>(arm: Arm) {
  const { quantize: _, dynamic: __, sampler: ___, shaders: ____, ...rest } = arm;
  return rest;
}
