import type { Experiment } from '../../experiment/schema.ts';
import { cliffClaims } from '../cliffs/cliff-experiment.ts';
import { cliffPrompts } from '../cliffs/cliff-prompts.ts';
import { couplingClaims, draftingArms } from '../couplings/coupling-experiment.ts';
import { MECHANISMS } from '../couplings/mechanisms.ts';
import type { RunForm } from './claim.ts';
import { RUN_IDS, type RunId } from './evidence.ts';
import { outputLengths } from './output-lengths.ts';

/** The mechanisms of a short form's rows. */
export function mechanismsOf({ only }: Extract<RunForm, { kind: 'couplings' }>) {
  return MECHANISMS.filter(({ id }) => only.includes(id));
}

/** What a short form is run of: presets by id, the lab's own runs besides. Throws RangeError where there is no such preset. */
export function runExperimentOf(run: RunId, presetOf: (id: string) => Experiment | undefined): Experiment {
  if (run === 'output-lengths') return outputLengths();
  const preset = presetOf(run);
  if (preset) return preset;
  throw new RangeError(`expected a preset among ${RUN_IDS.join(', ')}, found none named ${run}`);
}

/** An experiment cut to some of its arms, and to what they serve and compare. */
export function withArms(experiment: Experiment, names: readonly string[] | undefined): Experiment {
  if (!names) return experiment;
  const [first, ...others] = experiment.arms.filter(({ name }) => names.includes(name));
  const served = new Set([first, ...others].flatMap(({ requests }) => requests));
  const [request, ...requests] = experiment.requests.filter(({ id }) => served.has(id));
  return {
    ...experiment,
    arms: [first, ...others],
    requests: [request, ...requests],
    compare: experiment.compare.filter((pair) => pair.every((name) => names.includes(name))),
  };
}

/** What a short form's run is: of a preset its arms, and its crowd for as long. */
export function shortened(
  experiment: Experiment,
  { arms, crowdMilliseconds }: Pick<Extract<RunForm, { kind: 'run' }>, 'arms' | 'crowdMilliseconds'>,
): Experiment {
  const cut = withArms(experiment, arms);
  if (crowdMilliseconds === undefined || cut.crowd === undefined) return cut;
  return { ...cut, crowd: { ...cut.crowd, milliseconds: crowdMilliseconds } };
}

/** Model, arms and claims of invariance of a short form: what is loaded and certified before it is run. */
export function claimsOfShort(form: RunForm, experiment: Experiment | null): Experiment {
  if (form.kind === 'couplings') return couplingClaims(mechanismsOf(form), { name: form.model ?? 'nano' });
  if (form.kind === 'cliffs')
    return cliffClaims({ written: { name: 'nano' }, prompt: cliffPrompts(form.prompts)[0], tokens: 1 });
  if (!experiment) throw new RangeError(`${form.run} is run of an experiment`);
  return shortened(experiment, form);
}

/** Arms that say which models draft. */
export function draftingOfShort(form: RunForm, claims: Experiment) {
  return form.kind === 'couplings' ? draftingArms(mechanismsOf(form)) : claims.arms;
}
