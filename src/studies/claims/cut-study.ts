import type { Experiment } from '../../experiment/schema.ts';
import { counted } from '../../results/text.ts';
import { cellCount } from '../sweep/jobs.ts';
import type { Hypothesis, Study } from '../sweep/study-schema.ts';

/** Units of a short study, and seeds where a unit is asked once for each: what a software adapter answers in under a minute. */
const UNITS = { tasks: 8, prompts: 16, probes: 12 } as const;
const SEEDS = 8;

/**
 * A study cut to what some of its hypotheses compare: the values that they name of each axis, the first of an axis that they pool, few units and seeds.
 * Its hypotheses are those of the whole, so that one judge reads both. Throws RangeError where it has none of them.
 */
export function cutStudy(study: Study, ids: readonly string[]): Study {
  const hypotheses = study.hypotheses.filter(({ id }) => ids.includes(id));
  if (hypotheses.length === 0)
    throw new RangeError(`${study.id}: expected a hypothesis of ${ids.join(', ')}, found none`);
  const seeds = study.seeds.slice(0, SEEDS);
  return {
    ...study,
    ...(study.units.kind === 'probes' && { base: withProbes(study.base, UNITS.probes) }),
    units: cutUnits(study.units),
    axes: study.axes.map((axis) => {
      const named = namedOf(axis.name, hypotheses);
      const values = axis.values.filter(({ label }) => named.has(label));
      return { ...axis, values: values.length > 0 ? values : axis.values.slice(0, 1) };
    }),
    ...{ seeds, hypotheses, plan: { ...study.plan, n: UNITS[study.units.kind] * seeds.length, looks: 1 } },
  };
}

function namedOf(axis: string, hypotheses: readonly Hypothesis[]): Set<string> {
  return new Set(hypotheses.flatMap(({ a, b }) => [a, b].flatMap(({ axes }) => axes[axis] ?? [])));
}

function cutUnits(units: Study['units']): Study['units'] {
  if (units.kind === 'probes') return units;
  if (units.kind === 'tasks') return { ...units, count: Math.min(units.count ?? UNITS.tasks, UNITS.tasks) };
  const kinds = [...new Set(units.prompts.map(({ kind }) => kind))];
  const each = Math.ceil(UNITS.prompts / kinds.length);
  const prompts = kinds.flatMap((kind) => units.prompts.filter((one) => one.kind === kind).slice(0, each));
  return { ...units, prompts };
}

/** The first probes of a base that measures its own, in every arm. */
function withProbes(base: Experiment, most: number): Experiment {
  const probes = base.requests.filter(({ role }) => role === 'probe');
  const left = new Set(probes.slice(most).map(({ id }) => id));
  const [request, ...requests] = base.requests.filter(({ id }) => !left.has(id));
  const [arm, ...arms] = base.arms.map((each) => ({
    ...each,
    requests: each.requests.filter((id) => !left.has(id)),
  }));
  return { ...base, requests: [request, ...requests], arms: [arm, ...arms] };
}

/** How much a study that was cut runs: `8 tasks in each of 2 cells`. */
export function cutWords(study: Study): string {
  const cells = cellCount(study);
  const where = cells === 1 ? '' : ` in each of ${cells} cells`;
  if (study.seeds.length > 1) return `${counted(study.seeds.length, 'seed')}${where}`;
  return `${unitWords(study)}${where}`;
}

function unitWords({ base, units }: Study): string {
  if (units.kind === 'tasks') return counted(units.count ?? UNITS.tasks, 'task');
  if (units.kind === 'prompts') return counted(units.prompts.length, 'prompt');
  return counted(base.requests.filter(({ role }) => role === 'probe').length, 'probe');
}
