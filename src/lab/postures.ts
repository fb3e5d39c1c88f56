import type { Experiment, ExperimentArm } from '../experiment/schema.ts';
import { marksOf, ownKernelsOf } from '../experiment/shaders.ts';
import { weightsInUse } from '../kernels/weights-in-use.ts';
import type { LoadedModel } from '../model/load.ts';
import type { PortableVerdict } from '../numerics/portable/verdict.ts';
import { setsThatRun } from '../numerics/sets/kernel-sets.ts';
import { adapterName } from '../results/adapter-name.ts';
import { postureOf } from '../results/derive-posture.ts';
import type { OwnClaim } from '../results/own-claim.ts';
import { type Evidence, evidenceWithout, type Posture } from '../results/posture.ts';
import type { Engine } from '../steps/engine.ts';
import type { Verification } from '../steps/verified-by.ts';
import type { LabSetting } from './open-arm.ts';
import { decodingOf, verificationOf } from './resolve.ts';

export interface PostureSetting extends Pick<LabSetting, 'invariantAs'> {
  readonly experiment: Pick<Experiment, 'decoding' | 'shaders'>;
  readonly model: LoadedModel;
  readonly engine: Engine;
  /** Default: what the engine gives without a certificate. */
  readonly evidence?: Evidence | undefined;
  /** What was found of the kernels that are not the lab's. */
  readonly ownClaims?: readonly OwnClaim[] | undefined;
  /** What the adapter's probe said of portable arithmetic. */
  readonly portable?: PortableVerdict | null | undefined;
}

function verifierThatRuns(
  verify: NonNullable<ExperimentArm['verify']>,
  invariantAs: PostureSetting['invariantAs'],
): Verification {
  const verification = verificationOf(verify);
  return { ...verification, kernels: setsThatRun(verification.kernels, invariantAs) };
}

/** What may be said of arms as this engine runs them. */
export function posturesOf(setting: PostureSetting, arms: readonly ExperimentArm[]): Posture[] {
  const {
    experiment,
    model,
    engine,
    invariantAs,
    evidence = evidenceWithout(engine.kind),
    ownClaims = [],
    portable,
  } = setting;
  return arms.map((arm) => {
    const { name, kernels, dtype, weights, quantize, dynamic, parallelism, serving, speculation } = arm;
    const precision = serving?.precision;
    const own = arm.shaders && { own: marksOf(ownKernelsOf(experiment, arm)), ownClaims };
    const subject = {
      ...{ arm: name, engine: engine.kind, adapter: adapterName(engine.adapter) },
      asked: kernels,
      kernels: setsThatRun(kernels, invariantAs),
      activations: dtype,
      parallelism,
      weights: [
        ...new Set([
          ...weightsInUse(model.checkpoint, weights),
          ...(precision ? [precision.to] : []),
          ...(dynamic ? [dynamic.low] : []),
        ]),
      ],
      decoding: decodingOf(experiment.decoding, arm),
      ...(quantize && { quantize }),
      ...(dynamic && { dynamic }),
      ...(precision && { lowered: precision.to }),
      ...(arm.experts && { experts: arm.experts }),
      ...own,
      portable,
      ...(speculation && { speculation }),
      ...(arm.verify && { verify: verifierThatRuns(arm.verify, invariantAs) }),
    };
    return postureOf(subject, evidence);
  });
}
