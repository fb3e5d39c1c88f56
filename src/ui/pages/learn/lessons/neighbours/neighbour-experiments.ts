import { type Experiment, parseExperiment } from '../../../../../experiment/schema.ts';
import { OWN_SETS } from '../../../../../numerics/sets/sets.ts';
import { bundledExperiments } from '../../../../state/experiments.ts';

const PRESET = 'same-shape';

/** The preset in which the batchmates' contents are exchanged for others of the same lengths, with answers of so many tokens. */
export function otherContents(tokens: number): Experiment {
  const preset = bundledExperiments.find(({ id }) => id === PRESET)!.experiment;
  return { ...preset, requests: preset.requests.map((request) => ({ ...request, maxNewTokens: tokens })) };
}

/** The same probe and the same batchmates, of which some or all stay away: the contents of the others are what they were. */
export function otherShapes(tokens: number): Experiment {
  const { requests, arms, decoding, model } = otherContents(tokens);
  const [full] = arms;
  const members = full.requests;
  const companies = { these: members, fewer: members.slice(0, 4), alone: members.slice(0, 1) };
  const names = Object.keys(companies) as (keyof typeof companies)[];
  return parseExperiment({
    version: 1,
    title: 'Same neighbours, other shapes',
    description: 'The probe among seven batchmates, among three of them, and alone, under each kernel set.',
    model,
    decoding,
    requests: requests.filter(({ id }) => members.includes(id)),
    arms: OWN_SETS.flatMap((set) =>
      names.map((name) => ({ ...full, name: `${set}-${name}`, requests: companies[name], kernels: set })),
    ),
    compare: OWN_SETS.flatMap((set) => [
      [`${set}-these`, `${set}-fewer`],
      [`${set}-these`, `${set}-alone`],
    ]),
  });
}
