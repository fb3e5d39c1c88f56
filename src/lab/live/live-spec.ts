import type { ExperimentArm } from '../../experiment/arm-schema.ts';
import type { LoadedModel } from '../../model/load.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { checkDynamic } from '../check-dynamic.ts';
import { checkExperts } from '../check-experts.ts';
import { checkQuantize } from '../check-quantize.ts';
import { resolveArm } from '../resolve.ts';

/** Each request says itself how its tokens are drawn. */
const UNSAID = { temperature: 0, seed: 0 };

/**
 * An arm as a service runs it: for requests of any length up to `maxContext` positions, the model's where left out. Of an arm that verifies, those
 * that it names and those that ask for it are verified. Throws ExperimentError where the model cannot be served so.
 */
export function liveSpec(
  arm: ExperimentArm,
  model: LoadedModel,
  maxContext = model.checkpoint.config.maxPositions,
): ArmSpec {
  checkExperts([arm], model);
  checkQuantize(arm, model.checkpoint);
  checkDynamic(arm, model.checkpoint);
  const crowd = { most: arm.limits.maxSequences, positions: maxContext };
  const { spec } = resolveArm({ decoding: UNSAID }, arm, [], model.checkpoint, crowd);
  return spec.verify ? { ...spec, verify: { ...spec.verify, requests: spec.verify.requests ?? [] } } : spec;
}
