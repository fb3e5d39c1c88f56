import type { ExperimentArm } from '../../experiment/arm-schema.ts';
import { ExperimentError } from '../../experiment/errors.ts';
import { arrivalOf } from '../../experiment/request-schema.ts';
import type { Experiment } from '../../experiment/schema.ts';
import type { LoadedModel } from '../../model/load.ts';
import type { ArmSpec, LogitsAtHand } from '../../steps/arm-spec.ts';
import { checkDynamic } from '../check-dynamic.ts';
import { checkExperts } from '../check-experts.ts';
import { checkQuantize } from '../check-quantize.ts';
import { resolveArm, resolveRequests } from '../resolve.ts';
import { type ResolvedCrowd, resolveCrowd } from './crowd-source.ts';
import { listedSource } from './listed-source.ts';
import { joinedSources, type LoadSource } from './load-source.ts';
import { wrongPrompts } from './wrong-template.ts';

/** An arm under load as the engines take it, and who comes to it. */
export interface ResolvedLoadArm {
  readonly arm: ExperimentArm;
  readonly spec: ArmSpec;
  /** Requests that are watched, by name. */
  readonly probes: LogitsAtHand['of'];
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
    const asked = arm.requests.map((id) => members.get(id)!);
    const wrong = wrongPrompts(arm, asked, model);
    const own = wrong?.members(asked) ?? asked;
    const bounds = crowd && crowdBounds(crowd, arm.name, wrong?.longer ?? 0, model);
    const { spec } = resolveArm(experiment, arm, own, model.checkpoint, bounds);
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
    const crowds = () => {
      const source = crowd?.source();
      return source ? [wrong?.crowd(source) ?? source] : [];
    };
    const source = () => joinedSources([listedSource(listed), ...crowds()]);
    return { arm, spec, probes, source };
  });
  return { experiment, arms, scaled: crowd?.words ?? null };
}

/** `longer`: tokens that a wrong template puts around a prompt. Throws ExperimentError where the longest request has no room for them. */
function crowdBounds({ bounds }: ResolvedCrowd, arm: string, longer: number, { checkpoint }: LoadedModel) {
  const positions = bounds.positions + longer;
  const { maxPositions } = checkpoint.config;
  if (longer > 0 && positions > maxPositions)
    throw new ExperimentError([
      `arm ${arm}: serving.faults.misrouted.to.template: it takes ${longer} tokens beside the ${bounds.positions} positions of the crowd's longest request, the model has ${maxPositions}`,
    ]);
  return { ...bounds, positions };
}
