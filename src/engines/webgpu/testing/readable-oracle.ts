import { expect } from 'vitest';
import type { Gpu } from '../../../gpu/device.ts';
import type { Checkpoint } from '../../../model/checkpoint.ts';
import { outputLabel } from '../../../model/graph.ts';
import { countDifferingBits } from '../../../numerics/bits.ts';
import type { MultiplyAddRule } from '../../../numerics/fma.ts';
import type { ArmSpec } from '../../../steps/arm-spec.ts';
import type { RoutedStep } from '../../../steps/expert-capacity.ts';
import { wholeLogits } from '../../../steps/step-output.ts';
import { planStep } from '../../../steps/step-plans.ts';
import type { TracedOutput } from '../../../steps/trace.ts';
import { readablePasses } from '../../cpu/readable-forwards.ts';
import { RowObserver } from '../../cpu/row-observer.ts';
import type { WebGpuEngine } from '../webgpu-engine.ts';
import { STEPS, TRACED } from './decoder-models.ts';
import { withDeviceMath } from './device-oracle.ts';

export interface Computed {
  /** Of every sampled row of every step. */
  readonly logits: readonly Float32Array[];
  /** Of every step, which rows of which products read the larger of two widths. */
  readonly high: readonly (Uint8Array | undefined)[];
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
  const high: (Uint8Array | undefined)[] = [];
  for (const step of STEPS) {
    const { samples, widths } = await arm.step(step);
    expect(samples.every(({ finite }) => finite)).toBe(true);
    logits.push(...samples.map(wholeLogits));
    high.push(widths?.high);
  }
  const { trace } = await arm.traceStep(STEPS.at(-1)!, TRACED);
  arm.destroy();
  return { logits, high, outputs: trace.outputs };
}

/** What one step gives, and of the last row that it samples of the traced request. */
export interface ComputedStep {
  /** Of every sampled row. */
  readonly logits: readonly Float32Array[];
  /** Of a mixture of experts. */
  readonly routed: RoutedStep | null;
  /** Which rows of which products read the larger of two widths. */
  readonly high: Uint8Array | undefined;
  /** Empty where the step samples no row of the request. */
  readonly outputs: readonly TracedOutput[];
}

/** What the readable engine gives with the device's exp and inverse square root, step by step. */
export function oracleSteps(
  gpu: Gpu,
  checkpoint: Checkpoint,
  spec: ArmSpec,
  rule: MultiplyAddRule,
  traced: string = TRACED,
): Promise<ComputedStep[]> {
  const passes = readablePasses(checkpoint, rule);
  return withDeviceMath(gpu, () => {
    const { forward, widths, run } = passes.open(spec);
    return STEPS.map((step) => {
      const plans = planStep(step, spec, checkpoint.config);
      const last = plans.sampledRows.findLast((row) => step.slices[plans.rows[row].slice].request === traced);
      const observed = new RowObserver(last ?? -1, spec.activations);
      const logits = run(step, plans, observed.observe);
      return { logits, routed: forward.routed, high: widths?.().high, outputs: observed.outputs };
    });
  });
}

/** The same of all steps together, with the last one's row traced, as `computed` has them. */
export async function oracle(
  gpu: Gpu,
  checkpoint: Checkpoint,
  spec: ArmSpec,
  rule: MultiplyAddRule,
): Promise<Computed> {
  const steps = await oracleSteps(gpu, checkpoint, spec, rule);
  return {
    logits: steps.flatMap(({ logits }) => logits),
    high: steps.map(({ high }) => high),
    outputs: steps.at(-1)!.outputs,
  };
}

/** Fails where logits or outputs of the device are not the oracle's: in every bit, unless `agree` says what is near enough. */
export function expectComputed(
  found: Computed,
  expected: Computed,
  agree: (a: Float32Array, b: Float32Array) => boolean = (a, b) => countDifferingBits(a, b) === 0,
): void {
  expect(found.outputs.map(outputLabel)).toEqual(expected.outputs.map(outputLabel));
  const wrong = found.outputs.filter(({ values }, i) => !agree(values, expected.outputs[i].values));
  expect(wrong.map(outputLabel)).toEqual([]);
  expect(found.logits.length).toBe(expected.logits.length);
  expect(found.logits.map((each, i) => agree(each, expected.logits[i]))).not.toContain(false);
}
