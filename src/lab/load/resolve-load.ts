import type { ExperimentArm } from '../../experiment/arm-schema.ts';
import { ExperimentError } from '../../experiment/errors.ts';
import { arrivalOf } from '../../experiment/request-schema.ts';
import type { Experiment } from '../../experiment/schema.ts';
import type { LoadedModel } from '../../model/load.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { checkDynamic } from '../check-dynamic.ts';
import { checkExperts } from '../check-experts.ts';
import { checkQuantize } from '../check-quantize.ts';
import { resolveArm, resolveRequests } from '../resolve.ts';
import { resolveCrowd } from './crowd-source.ts';
import { listedSource } from './listed-source.ts';
import { joinedSources, type LoadSource } from './load-source.ts';

/** An arm under load as the engines take it, and who comes to it. */
export interface ResolvedLoadArm {
  readonly arm: ExperimentArm;
  readonly spec: ArmSpec;
  /** Requests that are watched, by name. */
  readonly probes: readonly string[];
  /** Each run draws its own. */
  source(): LoadSource;
}

export interface ResolvedLoad {
  readonly experiment: Experiment;
  readonly arms: readonly ResolvedLoadArm[];
  /** How the crowd's lengths were brought into the model's context; null where they are as drawn. */
  readonly scaled: string | null;
}

/** An experiment as it runs under load. Throws ExperimentError where the model cannot serve it, or an arm is drawn from companies. */
export function resolveLoad(experiment: Experiment, model: LoadedModel): ResolvedLoad {
  checkExperts(experiment.arms, model);
  const members = new Map(resolveRequests(experiment, model).map((each) => [each.request.id, each]));
  const crowd = experiment.crowd ? resolveCrowd(experiment.crowd, model) : null;
  const { eosTokens } = model.checkpoint.config;
  const arms = experiment.arms.map((arm): ResolvedLoadArm => {
    if (arm.companies)
      throw new ExperimentError([`arm ${arm.name}: companies: under load an arm stands for itself`]);
    checkQuantize(arm, model.checkpoint);
    checkDynamic(arm, model.checkpoint);
    const own = arm.requests.map((id) => members.get(id)!);
    const { spec } = resolveArm(experiment, arm, own, model.checkpoint, crowd?.bounds);
    const listed = own.map(({ request, promptTokens }) => ({
      ...{
        id: request.id,
        role: request.role,
        tier: request.tier ?? 0,
        promptTokens,
        maxNewTokens: request.maxNewTokens,
      },
      ...{ stopTokens: request.ignoreEos ? [] : eosTokens, arrival: arrivalOf(request) },
    }));
    const probes = own.flatMap(({ request: { id, role } }) => (role === 'probe' ? [id] : []));
    const source = () => joinedSources([listedSource(listed), ...(crowd ? [crowd.source()] : [])]);
    return { arm, spec, probes, source };
  });
  return { experiment, arms, scaled: crowd?.words ?? null };
}
