import { ExperimentError } from '../../experiment/errors.ts';
import type { Experiment, ExperimentArm } from '../../experiment/schema.ts';
import type { LoadedModel } from '../../model/load.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { DEFAULT_SERVING, type Serving } from '../../steps/serving.ts';
import { resolveArm, resolveRequests } from '../resolve.ts';
import { listedSource } from './listed-source.ts';
import type { LoadSource } from './load-source.ts';

/** An arm under load as the engines take it, and who comes to it. */
export interface ResolvedLoadArm {
  readonly arm: ExperimentArm;
  readonly spec: ArmSpec;
  readonly serving: Serving;
  /** Requests that are watched, by name. */
  readonly probes: readonly string[];
  /** Each run draws its own. */
  source(): LoadSource;
}

export interface ResolvedLoad {
  readonly experiment: Experiment;
  readonly arms: readonly ResolvedLoadArm[];
}

/** An experiment as it runs under load. Throws ExperimentError where the model cannot serve it, or an arm is drawn from companies. */
export function resolveLoad(experiment: Experiment, model: LoadedModel): ResolvedLoad {
  const members = resolveRequests(experiment, model);
  const { eosTokens } = model.checkpoint.config;
  const arms = experiment.arms.map((arm): ResolvedLoadArm => {
    if (arm.companies)
      throw new ExperimentError([`arm ${arm.name}: companies: under load an arm stands for itself`]);
    const own = members.filter(({ request }) => arm.requests.includes(request.id));
    const { spec } = resolveArm(experiment, arm, own);
    const listed = own.map(({ request, promptTokens }) => ({
      ...{ id: request.id, role: request.role, tier: 0, promptTokens, maxNewTokens: request.maxNewTokens },
      ...{
        stopTokens: request.ignoreEos ? [] : eosTokens,
        arrival: typeof request.arrival === 'number' ? { step: request.arrival } : request.arrival,
      },
    }));
    const probes = own.flatMap(({ request: { id, role } }) => (role === 'probe' ? [id] : []));
    return { arm, spec, serving: DEFAULT_SERVING, probes, source: () => listedSource(listed) };
  });
  return { experiment, arms };
}
