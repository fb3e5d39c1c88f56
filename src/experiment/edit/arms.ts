import type { Quantize } from '../../numerics/dtypes.ts';
import { allOperations, commonSet } from '../../numerics/sets/kernel-sets.ts';
import { CURE } from '../../numerics/sets/sets.ts';
import { dynamicProblem } from '../dynamic-schema.ts';
import { quantizeProblem } from '../quantize-schema.ts';
import type { Experiment, ExperimentArm } from '../schema.ts';
import { type Edited, settle } from './edited.ts';
import { moved, noArm } from './members.ts';
import { copyName, numbered } from './names.ts';
import { withoutShaders } from './shaders.ts';

/** Settings of an arm that an edit may set; `companies: null` makes it one arm again, `sampler: null` draws over the whole vocabulary, `dynamic: null` is one width. Weights that hold no blocks end the quantising of activations, what two widths do not go with ends these. */
export type ArmPatch = Partial<
  Pick<ExperimentArm, 'kernels' | 'dtype' | 'weights' | 'parallelism' | 'limits'>
> & {
  readonly companies?: ExperimentArm['companies'] | null;
  readonly quantize?: 'none' | Quantize;
  readonly sampler?: ExperimentArm['sampler'] | null;
  readonly dynamic?: ExperimentArm['dynamic'] | null;
};

/** Adds an arm of the probes alone, with the settings of the last arm. */
export function addArm(experiment: Experiment): Edited {
  const probes = experiment.requests.filter(({ role }) => role === 'probe').map(({ id }) => id);
  const { companies: _, ...last } = experiment.arms[experiment.arms.length - 1];
  const arm = { ...last, name: numbered('arm', namesOf(experiment)), requests: probes };
  return settle(experiment, { arms: [...experiment.arms, arm] });
}

/** Puts a copy under a new name right after an arm. */
export function duplicateArm(experiment: Experiment, name: string): Edited {
  return addCopy(experiment, name, copyName(name, namesOf(experiment)), (arm) => arm);
}

/**
 * Puts an invariant copy right after an arm. Where it makes a compared pair's other side complete (an invariant copy of
 * that arm is there already) the two copies are compared as well.
 */
export function duplicateInvariant(experiment: Experiment, name: string): Edited {
  const names = namesOf(experiment);
  const wanted = `${name}-invariant`.slice(-64);
  const to = names.includes(wanted) ? copyName(wanted, names) : wanted;
  const edited = addCopy(experiment, name, to, (arm) => ({
    ...withoutShaders(arm),
    kernels: allOperations(CURE),
  }));
  if (!edited.ok) return edited;
  const { arms, compare } = edited.experiment;
  const counterpart = (other: string) => arms.find((arm) => isInvariantCopy(arm, arms, other))?.name;
  const pairs = compare.flatMap(([a, b]): [string, string][] => {
    const partner = a === name ? counterpart(b) : b === name ? counterpart(a) : undefined;
    if (partner === undefined) return [];
    return [a === name ? [to, partner] : [partner, to]];
  });
  const fresh = pairs.filter((pair) => !compare.some(([a, b]) => a === pair[0] && b === pair[1]));
  const added = fresh.length > 0 ? settle(edited.experiment, { compare: [...compare, ...fresh] }) : edited;
  return added.ok ? added : edited;
}

/** Gives an arm another name, in the compared pairs too. */
export function renameArm(experiment: Experiment, name: string, to: string): Edited {
  if (!namesOf(experiment).includes(name)) return noArm(name);
  const renamed = (each: string) => (each === name ? to : each);
  return settle(experiment, {
    arms: experiment.arms.map((arm) => (arm.name === name ? { ...arm, name: to } : arm)),
    compare: experiment.compare.map(([a, b]): [string, string] => [renamed(a), renamed(b)]),
  });
}

/** Removes an arm and the pairs that compare it. */
export function removeArm(experiment: Experiment, name: string): Edited {
  if (!namesOf(experiment).includes(name)) return noArm(name);
  return settle(experiment, {
    arms: experiment.arms.filter((arm) => arm.name !== name),
    compare: experiment.compare.filter((pair) => !pair.includes(name)),
  });
}

export function moveArm(experiment: Experiment, name: string, to: number): Edited {
  const arm = experiment.arms.find((each) => each.name === name);
  return arm ? settle(experiment, { arms: moved(experiment.arms, arm, to) }) : noArm(name);
}

/** Sets an arm's settings. An arm that comes to stand for many companies leaves its pairs: many cannot be diffed with one. */
export function changeArm(
  experiment: Experiment,
  name: string,
  { companies, sampler, dynamic: asked, ...patch }: ArmPatch,
): Edited {
  if (!namesOf(experiment).includes(name)) return noArm(name);
  const arms = experiment.arms.map((arm) => {
    if (arm.name !== name) return arm;
    const {
      companies: present,
      quantize = 'none',
      sampler: before,
      dynamic,
      ...settings
    } = { ...arm, ...patch };
    // What is asked for and does not go is refused by name.
    const stays = dynamic && dynamicProblem({ ...settings, quantize, dynamic }) === null;
    const widths = asked === undefined ? stays && { dynamic } : asked && { dynamic: asked };
    const kept = patch.weights === undefined || quantizeProblem({ ...settings, quantize }) === null;
    const rest = quantize === 'none' || !kept ? settings : { ...settings, quantize };
    const wanted = companies === undefined ? present : companies;
    const drawn = sampler === undefined ? before : sampler;
    return { ...rest, ...widths, ...(drawn && { sampler: drawn }), ...(wanted && { companies: wanted }) };
  });
  const compare = companies ? experiment.compare.filter((pair) => !pair.includes(name)) : experiment.compare;
  return settle(experiment, { arms, compare });
}

function addCopy(
  experiment: Experiment,
  name: string,
  to: string,
  change: (arm: ExperimentArm) => ExperimentArm,
): Edited {
  const at = experiment.arms.findIndex((arm) => arm.name === name);
  if (at < 0) return noArm(name);
  const copy = change({ ...experiment.arms[at], name: to });
  return settle(experiment, { arms: experiment.arms.toSpliced(at + 1, 0, copy) });
}

/** True for an arm that differs from the arm of a name in its kernel sets alone, which are all invariant. */
function isInvariantCopy(arm: ExperimentArm, arms: readonly ExperimentArm[], name: string): boolean {
  const original = arms.find((each) => each.name === name);
  if (!original || arm === original || commonSet(arm.kernels) !== CURE) return false;
  if (arm.shaders) return false;
  const rest = ({ name: _, kernels: __, shaders: ___, ...others }: ExperimentArm) => JSON.stringify(others);
  return rest(arm) === rest(original);
}

function namesOf({ arms }: Experiment): string[] {
  return arms.map(({ name }) => name);
}
