import type { Gpu } from '../gpu/device.ts';
import { fastForms } from '../kernels/fast/forms.ts';
import { type KernelForms, planForms } from '../kernels/forms.ts';
import type { ActivationDtype } from '../numerics/dtypes.ts';
import type { ArmSpec } from '../steps/arm-spec.ts';
import { type BenchCase, caseName, caseSpec } from './bench-case.ts';
import type { BenchEngine } from './report.ts';

/** What runs on our own engine: the kernel sets, and the fast forms that no experiment may ask for. */
export type OurEngine = Exclude<BenchEngine, 'ort-webgpu'>;

/** An arm of a case, and the kernels that run it. */
export interface OurArm {
  readonly spec: ArmSpec;
  readonly forms: KernelForms;
}

export function ourArm(
  gpu: Gpu,
  benchCase: BenchCase,
  engine: OurEngine,
  activations: ActivationDtype,
  kvHeads: number,
): OurArm {
  if (engine === 'fast') return fastArm(gpu, benchCase, activations, kvHeads);
  return { spec: caseSpec(benchCase, engine, activations), forms: planForms(gpu.tuning) };
}

/** Keys that are worth a workgroup of their own, as the fast attention kernel reads them at a time. */
const SPLIT = 128;
const FILL = 264;

/**
 * The fast forms take from a plan only how keys are split. On a GPU the variant rule says it, asked for splits of 128 keys as long
 * as they fill the device. On a software adapter keys are cut as the invariant set cuts them, by the 64 that its attention kernel
 * scores at a time: longer runs are scored twice (measured on SwiftShader, 512 keys in one run: 1.1 to 1.2 of the time).
 */
function fastArm(gpu: Gpu, benchCase: BenchCase, activations: ActivationDtype, kvHeads: number): OurArm {
  const { batch, positions } = benchCase;
  const spec = caseSpec(benchCase, 'pinned', activations);
  const attention = gpu.tuning.largeBlocks ? 'invariant' : 'variant';
  const parallelism = Math.min(FILL, batch * kvHeads * Math.ceil(positions / SPLIT));
  return {
    spec: {
      ...spec,
      name: `${caseName(benchCase)}, fast`,
      kernels: { ...spec.kernels, attention },
      parallelism,
    },
    forms: fastForms(gpu),
  };
}
