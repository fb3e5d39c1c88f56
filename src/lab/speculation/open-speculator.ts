import { ExperimentError } from '../../experiment/errors.ts';
import { NGRAM } from '../../experiment/speculation-schema.ts';
import type { LoadedModel } from '../../model/load.ts';
import { SMALL_VOCABULARY } from '../../results/retention.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { Engine } from '../../steps/engine.ts';
import { clockOf } from '../step-clock.ts';
import { draftModelOf } from './draft-model.ts';
import { type Drafter, ngramDrafter } from './drafter.ts';
import { draftSpec, ModelDrafter } from './model-drafter.ts';
import { Speculator } from './speculator.ts';

/** Whether an arm drafts at all: with k = 0 it is an arm without speculation. */
export function speculates({ speculation }: Pick<ArmSpec, 'speculation'>): boolean {
  return speculation !== undefined && speculation.k > 0;
}

/**
 * What an arm speculates by; null where it does not. Throws ExperimentError where its draft model is not at hand or has other tokens, where
 * its engine keeps no KV blocks to roll back, and where drafts are to be accepted by probabilities that a step does not bring back.
 */
export async function openSpeculator(
  model: LoadedModel,
  engine: Engine,
  spec: ArmSpec,
): Promise<Speculator | null> {
  if (!speculates(spec)) return null;
  refuse(model, engine, spec);
  return new Speculator(spec, await openDrafter(model, engine, spec), clockOf(engine));
}

async function openDrafter(model: LoadedModel, engine: Engine, spec: ArmSpec): Promise<Drafter> {
  const { speculation } = spec;
  if (speculation!.draft === NGRAM) return ngramDrafter;
  const { checkpoint } = draftModelOf(model, spec);
  const own = draftSpec(spec, speculation!, checkpoint.config.maxPositions);
  return new ModelDrafter(await engine.load(checkpoint).openArm(own), own);
}

function refuse({ checkpoint }: LoadedModel, { kind }: Engine, { name, speculation }: ArmSpec): void {
  const { vocabSize } = checkpoint.config;
  const at = `arm ${name}: speculation`;
  if (kind !== 'webgpu' && kind !== 'cpu')
    throw new ExperimentError([
      `${at}: the engine ${kind} keeps keys and values by request and cannot roll drafts back: expected the engine webgpu or cpu`,
    ]);
  if (speculation!.accept === 'rejection' && vocabSize > SMALL_VOCABULARY)
    throw new ExperimentError([
      `${at}.accept: rejection needs whole logits of every step, which are brought back up to a vocabulary of ${SMALL_VOCABULARY}: expected coupled at ${vocabSize}`,
    ]);
}
