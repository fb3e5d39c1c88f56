import { ExperimentError } from '../../experiment/errors.ts';
import type { LoadedModel } from '../../model/load.ts';
import { areSameSets, setsThatRun } from '../../numerics/sets/kernel-sets.ts';
import { adapterName } from '../../results/adapter-name.ts';
import type { CostTable } from '../../results/load/load-record.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { ownBlocks } from '../../steps/precision.ts';
import type { QualityRule, Replica as ReplicaSettings } from '../../steps/serving.ts';
import { mostPositions } from '../../steps/step-bounds.ts';
import { checkQuantize } from '../check-quantize.ts';
import { CanaryTrial } from './canary-trial.ts';
import { EngineDevice, type EngineSeat } from './engine-device.ts';
import { judgeSpec, PromptJudge } from './input-quality.ts';
import type { LoadOptions } from './load-options.ts';
import { measureCost } from './measure-cost.ts';
import type { Replica } from './replicas.ts';
import { type ReplicaKind, Router } from './router.ts';
import { StepCost } from './step-cost.ts';

export interface Replicas {
  readonly replicas: readonly Replica[];
  readonly router: Router;
}

/**
 * What an arm runs beside its own replica, and who sends requests there; null where it has one alone. Throws ExperimentError where
 * another model does not know the arm's tokens or cannot reach its lengths, and the engine's errors.
 */
export async function openReplicas(
  spec: ArmSpec,
  own: { readonly device: EngineDevice; readonly table: CostTable | null },
  seat: EngineSeat,
  options: LoadOptions,
): Promise<Replicas | null> {
  const { route, faults } = spec.serving;
  if (!route && !faults) return null;
  const cost = own.table && new StepCost(own.table, options.speed ?? 1);
  const replicas: Replica[] = [{ kind: 'own', spec, device: own.device, cost, alike: true }];
  try {
    if (route) replicas.push(await opened('second', 'route.to', route.to, spec, own.table, seat, options));
    if (faults) {
      const { to } = faults.misrouted;
      replicas.push(await opened('wrong', 'faults.misrouted.to', to, spec, own.table, seat, options));
    }
    const by = route?.by;
    const judge = by?.kind === 'quality' ? await openJudge(by, spec, seat, options) : null;
    const trial = by?.kind === 'canary' ? new CanaryTrial(by, options.resumed?.get(spec.name) ?? null) : null;
    return { replicas, router: new Router(spec.serving, judge, trial) };
  } catch (error) {
    for (const { kind, device } of replicas) if (kind !== 'own') device.close();
    throw error;
  }
}

async function opened(
  kind: ReplicaKind,
  field: string,
  to: ReplicaSettings,
  arm: ArmSpec,
  table: CostTable | null,
  seat: EngineSeat,
  options: LoadOptions,
): Promise<Replica> {
  const model = modelNamed(to.model, `arm ${arm.name}: serving.${field}.model`, arm, options);
  const weights = to.weights ?? arm.weights;
  const lowers = kind === 'second' && model === options.model && weights === arm.weights;
  const limits = lowers ? arm.limits : withoutLent(arm.limits);
  const kernels = to.kernels ? setsThatRun(to.kernels, options.invariantAs) : arm.kernels;
  const spec = { ...arm, limits, activations: to.dtype ?? arm.activations, weights, kernels };
  checkQuantize({ ...spec, name: `${arm.name}: serving.${field}` }, model.checkpoint);
  await seat.engine.load(model.checkpoint).prepare?.(spec, { signal: options.signal });
  const device = await EngineDevice.open(seat, model.checkpoint, spec);
  const alike =
    model === options.model &&
    spec.activations === arm.activations &&
    spec.weights === arm.weights &&
    areSameSets(kernels, arm.kernels);
  if (table === null) return { kind, spec, device, cost: null, alike };
  const given = alike || options.table !== undefined || to.speed !== undefined;
  const { engine } = seat;
  const measuredOn = `${engine.kind}, ${adapterName(engine.adapter)}`;
  const own = given ? table : await measureCost({ runner: device.runner, spec, measuredOn });
  return { kind, spec, device, cost: new StepCost(own, (options.speed ?? 1) * (to.speed ?? 1)), alike };
}

/** Which blocks lowered layers lend follows from the arm's own weights: a replica with others, or one that is wrong, keeps its layers as they are. */
function withoutLent({ lent, ...limits }: ArmSpec['limits']): ArmSpec['limits'] {
  return lent ? { ...limits, blocks: ownBlocks({ ...limits, lent }) } : limits;
}

async function openJudge(
  rule: QualityRule,
  arm: ArmSpec,
  { engine }: EngineSeat,
  options: LoadOptions,
): Promise<PromptJudge> {
  const { tokenizer } = options.model;
  if (!rule.perplexity) return new PromptJudge(rule, tokenizer, null);
  const field = `arm ${arm.name}: serving.route.by.perplexity.model`;
  const model = modelNamed(rule.perplexity.model, field, arm, options);
  const spec = judgeSpec(arm, mostPositions(arm.limits));
  return new PromptJudge(rule, tokenizer, {
    runner: await engine.load(model.checkpoint).openArm(spec),
    spec,
  });
}

/** The arm's own where no other is named. */
function modelNamed(
  name: string | undefined,
  field: string,
  { limits }: ArmSpec,
  { model, beside }: LoadOptions,
): LoadedModel {
  if (name === undefined || name === model.name) return model;
  const refuse = (problem: string) => new ExperimentError([`${field}: ${problem}`]);
  const other = beside?.get(name);
  if (!other) throw refuse(`expected a model that is loaded beside ${model.name}, found ${name}`);
  const [own, its] = [model.checkpoint.config, other.checkpoint.config];
  if (its.vocabSize !== own.vocabSize || other.tokenizer.size !== model.tokenizer.size)
    throw refuse(
      `expected the ${own.vocabSize} tokens of ${model.name}, found ${name} with ${its.vocabSize}: what one is fed the other must read`,
    );
  const needed = mostPositions(limits);
  if (its.maxPositions < needed)
    throw refuse(`expected ${needed} positions or more, found ${name} with ${its.maxPositions}`);
  return other;
}
