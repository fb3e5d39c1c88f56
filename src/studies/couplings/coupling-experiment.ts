import { type Experiment, parseExperiment } from '../../experiment/schema.ts';
import { NGRAM } from '../../experiment/speculation-schema.ts';
import type { LoadedModel } from '../../model/load.ts';
import { blocksFor } from '../../steps/kv-blocks.ts';
import type { Task } from '../tasks/task-file.ts';
import { neighbourRequests, probeRequests, type WrittenRequest } from './company-requests.ts';
import { WAYS, type Way } from './coupling-report.ts';
import type { ArmFields, MeasuredMechanism, Mechanism } from './mechanism.ts';

/** The arm that is compared with, the same once more, and the one with another company. */
export const BEFORE = 'before';
export const AGAIN = 'before, again';
export const armOfWay = (way: Way): string => `other ${way}`;
export const withoutIt = (arm: string): string => `${arm}; ${OFF}`;
const OFF = 'control';

const steps = (one: number, further: number) => ({
  measuredOn: `no device: ${one} ms a step and ${further} ms a further row`,
  entries: [
    { rows: 1, keys: 1, ms: one },
    { rows: 101, keys: 1, ms: one + 100 * further },
  ],
  swapMs: 0.25,
});

/** A step of one row takes 2 ms, each further row 0.1, of a model that drafts a quarter of that: times follow from the company alone. */
const CLOCK = { kind: 'virtual', table: steps(2, 0.1) };
const DRAFTING_CLOCK = { ...CLOCK, draft: steps(0.5, 0.025) };

interface ExperimentOf {
  readonly mechanism: MeasuredMechanism;
  readonly tasks: readonly Task[];
  readonly model: LoadedModel;
  /** The model as an experiment names it. */
  readonly written: Experiment['model'];
}

/**
 * Every arm that a mechanism's row needs, each with and without it; of one way only the four that its cell is read from. Throws
 * ExperimentError where the settings do not go together.
 */
export function couplingExperiment(
  { mechanism, tasks, model, written }: ExperimentOf,
  way?: Way,
): Experiment {
  const { name, on, off, control, scene, temperature = 0 } = mechanism;
  const probes = probeRequests(scene, tasks, model);
  const companies = new Map([[BEFORE, neighbourRequests(scene.before, BEFORE, model)]]);
  for (const each of way ? [way] : WAYS)
    companies.set(armOfWay(each), neighbourRequests(scene[each], each, model));
  const all = [...(companies.get(BEFORE) ?? []), ...probes];
  const arm = (title: string, company: readonly WrittenRequest[], fields: ArmFields) => ({
    name: title,
    requests: [...company, ...probes].map(({ request }) => request.id),
    ...armFields(fields, all),
  });
  const listed = [...companies];
  return parseExperiment({
    version: 3,
    title: way ? `${name}: other ${way}` : name,
    description: way ? `${WORDS[way]} Control: ${control}.` : `Control: ${control}.`,
    model: written,
    decoding: { temperature, seed: 0 },
    requests: [...listed.flatMap(([, company]) => company), ...probes].map(({ request }) => request),
    arms: [
      ...listed.map(([title, company]) => arm(title, company, on)),
      ...(way ? [] : [arm(AGAIN, listed[0][1], on)]),
      ...listed.map(([title, company]) => arm(withoutIt(title), company, off)),
    ],
    clock: on.speculation && on.speculation.draft !== NGRAM ? DRAFTING_CLOCK : CLOCK,
  });
}

/** What the rows claim of their invariant arms, for a certificate to test: an arm for each format. */
export function couplingClaims(mechanisms: readonly Mechanism[], model: Experiment['model']): Experiment {
  const fields = mechanisms.flatMap((each) => ('absent' in each ? [] : [each.on, each.off]));
  const formats = fields.map(({ kernels, weights, quantize, dynamic, verify }) => ({
    kernels,
    ...(weights && { weights }),
    ...(quantize && { quantize }),
    ...(dynamic && { dynamic }),
    ...(verify && { verify }),
  }));
  const distinct = [...new Map(formats.map((format) => [JSON.stringify(format), format])).values()];
  return parseExperiment({
    version: 3,
    title: 'claims of the coupling matrix',
    model,
    requests: [{ id: 'probe', role: 'probe', promptIds: [0] }],
    arms: distinct.map((format, i) => ({ ...format, name: `format ${i + 1}`, requests: ['probe'] })),
  });
}

/** The arms of mechanisms that draft, for whoever loads the models that they draft by. */
export function draftingArms(mechanisms: readonly Mechanism[]): Pick<ArmFields, 'speculation'>[] {
  return mechanisms.flatMap((each) => ('absent' in each ? [] : [each.on]));
}

const WORDS: Readonly<Record<Way, string>> = {
  shape: 'The first two arms differ in how many neighbours there are and how long they are.',
  content: 'The first two arms differ in what the neighbours say, token for token as many.',
  load: 'The first two arms differ in when the neighbours come.',
};

/** An arm's fields as written, its pool counted in blocks: enough for the longest in any case. */
function armFields({ pool, limits, ...rest }: ArmFields, all: readonly WrittenRequest[]) {
  if (pool === undefined) return { ...rest, ...(limits && { limits }) };
  const held = all.map(({ positions }) => blocksFor(positions));
  const total = held.reduce((sum, each) => sum + each, 0);
  const blocks = Math.max(...held, Math.ceil(pool * total));
  return { ...rest, limits: { ...limits, blocks } };
}
