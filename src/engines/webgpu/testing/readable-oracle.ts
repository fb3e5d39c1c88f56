import { expect } from 'vitest';
import type { Gpu } from '../../../gpu/device.ts';
import type { Checkpoint } from '../../../model/checkpoint.ts';
import type { MultiplyAddRule } from '../../../numerics/fma.ts';
import type { ArmSpec } from '../../../steps/arm-spec.ts';
import { wholeLogits } from '../../../steps/step-output.ts';
import { planStep } from '../../../steps/step-plans.ts';
import type { TracedOutput } from '../../../steps/trace.ts';
import { replayArithmetic } from '../../cpu/arithmetic.ts';
import { CpuForward } from '../../cpu/cpu-forward.ts';
import { cpuWeights } from '../../cpu/cpu-weights.ts';
import { RowObserver } from '../../cpu/row-observer.ts';
import type { WebGpuEngine } from '../webgpu-engine.ts';
import { STEPS, TRACED } from './decoder-models.ts';
import { withDeviceMath } from './device-oracle.ts';

export interface Computed {
  /** Of every sampled row of every step. */
  readonly logits: readonly Float32Array[];
  /** Of the traced row. */
  readonly outputs: readonly TracedOutput[];
}

/** All steps, and the last one again with its row traced. */
export async function computed(
  engine: WebGpuEngine,
  checkpoint: Checkpoint,
  spec: ArmSpec,
): Promise<Computed> {
  const arm = await engine.load(checkpoint).openArm(spec);
  const logits: Float32Array[] = [];
  for (const step of STEPS) {
    const { samples } = await arm.step(step);
    expect(samples.every(({ finite }) => finite)).toBe(true);
    logits.push(...samples.map(wholeLogits));
  }
  const { trace } = await arm.traceStep(STEPS.at(-1)!, TRACED);
  arm.destroy();
  return { logits, outputs: trace.outputs };
}

/** What the readable engine gives with the device's exp and inverse square root, and of the traced row. */
export function oracle(
  gpu: Gpu,
  checkpoint: Checkpoint,
  spec: ArmSpec,
  rule: MultiplyAddRule,
): Promise<Computed> {
  const { config } = checkpoint;
  const { limits, activations } = spec;
  const weights = cpuWeights(checkpoint, 'stored');
  return withDeviceMath(gpu, () => {
    const arithmetic = replayArithmetic(activations, rule);
    const forward = new CpuForward(config, weights, arithmetic, limits.blocks, limits.maxContext);
    const observed = new RowObserver(0, activations);
    const logits = STEPS.flatMap((step, i) => {
      const isLast = i === STEPS.length - 1;
      return forward.run(step, planStep(step, spec, config), isLast ? observed.observe : undefined);
    });
    return { logits: logits as Float32Array[], outputs: observed.outputs };
  });
}
