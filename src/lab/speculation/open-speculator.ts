import { ExperimentError } from '../../experiment/errors.ts';
import { NGRAM } from '../../experiment/speculation-schema.ts';
import type { LoadedModel } from '../../model/load.ts';
import { SMALL_VOCABULARY } from '../../results/retention.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { mostOf } from '../../steps/draft-length.ts';
import type { ArmRunner, Engine } from '../../steps/engine.ts';
import { clockOf } from '../step-clock.ts';
import { draftModelOf } from './draft-model.ts';
import { type Drafter, ngramDrafter } from './drafter.ts';
import { draftSpec, ModelDrafter } from './model-drafter.ts';
import { Speculator } from './speculator.ts';

/** Whether an arm drafts at all: with k = 0 it is an arm without speculation. */
export function speculates({ speculation }: Pick<ArmSpec, 'speculation'>): boolean {
  return speculation !== undefined && mostOf(speculation.k) > 0;
}

/** What an arm speculates by, and the arm of its draft model; null where none drafts. */
export interface OpenedSpeculator {
  readonly speculator: Speculator;
  readonly draft: { readonly runner: ArmRunner; readonly spec: ArmSpec } | null;
}

/**
 * `before`: lengths that were drafted, step by step, in a run that is run again. Null where an arm does not speculate. Throws ExperimentError where its draft model is not at hand or has other tokens, where its engine keeps
 * no KV blocks to roll back, and where drafts are to be accepted by probabilities that a step does not bring back.
 */
export async function openSpeculator(
  model: LoadedModel,
  engine: Engine,
  spec: ArmSpec,
  before: readonly number[] | null = null,
): Promise<OpenedSpeculator | null> {
  if (!speculates(spec)) return null;
  refuse(model, engine, spec);
  const draft = await openDraft(model, engine, spec);
  return { draft, speculator: new Speculator(spec, drafterOf(draft), clockOf(engine), before) };
}

/** The draft model of an arm on an engine, null where text is looked up. Throws what `openSpeculator` throws. */
export async function openDraft(
  model: LoadedModel,
  engine: Engine,
  spec: ArmSpec,
): Promise<OpenedSpeculator['draft']> {
  const { speculation } = spec;
  if (speculation!.draft === NGRAM) return null;
  const { checkpoint } = draftModelOf(model, spec);
  const own = draftSpec(spec, speculation!, checkpoint.config.maxPositions);
  return { runner: await engine.load(checkpoint).openArm(own), spec: own };
}

export function drafterOf(draft: OpenedSpeculator['draft']): Drafter {
  return draft ? new ModelDrafter(draft.runner, draft.spec) : ngramDrafter;
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
