import { type InvariantAs, setsThatRun } from '../numerics/sets/kernel-sets.ts';
import type { ArmSpec } from '../steps/arm-spec.ts';

/** Of an arm the sets that run where it asks for its own, those that verify among them. */
export function withSetsThatRun(
  { kernels, verify }: ArmSpec,
  invariantAs: InvariantAs | undefined,
): Pick<ArmSpec, 'kernels' | 'verify'> {
  return {
    kernels: setsThatRun(kernels, invariantAs),
    ...(verify && { verify: { ...verify, kernels: setsThatRun(verify.kernels, invariantAs) } }),
  };
}
