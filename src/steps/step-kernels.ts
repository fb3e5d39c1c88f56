import type { KernelSets } from '../numerics/sets/kernel-sets.ts';
import type { ArmSpec } from './arm-spec.ts';

/** An arm as a step of it is computed: by the sets that the step names, else by its own. */
export function specOfStep(
  spec: ArmSpec,
  { kernels }: { readonly kernels?: KernelSets | undefined },
): ArmSpec {
  return kernels ? { ...spec, kernels } : spec;
}

/** An arm once for each choice of sets that its steps may be computed by. */
export function specsOfSteps(spec: ArmSpec): readonly ArmSpec[] {
  return spec.verify ? [spec, specOfStep(spec, spec.verify)] : [spec];
}
