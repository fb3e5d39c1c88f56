import { allInvariant } from '../../numerics/sets/kernel-sets.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { LabSetting } from '../open-arm.ts';

/**
 * Why nobody's tokens can be told to be what invariant kernels, alone, choose too; null where they can: by kernels that are invariant for all, in
 * a service that lets nobody's content or load reach another's numbers, or by verification.
 */
export function determinismProblem(
  spec: ArmSpec,
  { engine, invariantAs }: Pick<LabSetting, 'engine' | 'invariantAs'>,
): string | null {
  if (engine.kind !== 'webgpu' && engine.kind !== 'cpu')
    return `the engine ${engine.kind} has no invariant kernels: expected webgpu or cpu`;
  if (invariantAs === null) return 'no kernels are invariant on this adapter, as its certificate says';
  // What does not go with verification is refused when an arm is read.
  if (spec.verify) return null;
  if (!allInvariant(spec.kernels)) return 'expected a service that verifies, or whose kernels are invariant';
  return sharedProblem(spec);
}

/** What invariant kernels do not keep apart. */
function sharedProblem({ own, quantize, experts, speculation, serving }: ArmSpec): string | null {
  const { packing, memory, precision, effort, route, faults } = serving;
  const follows = (what: string, whom: string) => `${what} makes a request’s numbers follow ${whom}`;
  if (own) return 'kernels of one’s own are not known to be invariant';
  if (quantize === 'per-tensor') return follows('a scale of the whole batch', 'its neighbours');
  if (experts?.capacity != null) return follows('expert capacity', 'its neighbours');
  if (packing === 'leaking') return follows('leaking packing', 'its neighbours');
  if (memory.pressure === 'evict') return follows('eviction', 'the load');
  if (precision) return follows('precision under load', 'the load');
  if (effort) return follows('effort under load', 'the load');
  if (route || faults) return 'a second replica may answer by another model';
  if (speculation?.accept === 'rejection') return 'drafts accepted by rejection are draws of their own';
  return null;
}
