import type { Experiment } from '../schema.ts';
import { type Edited, settle } from './edited.ts';

export interface DetailsPatch {
  readonly title?: string;
  /** An empty one is left out. */
  readonly description?: string;
  readonly temperature?: number;
  readonly seed?: number;
}

/** Sets what an experiment says of itself, and how it samples: at temperature 0 arms lose the samplers that they have. */
export function changeDetails(experiment: Experiment, patch: DetailsPatch): Edited {
  const { title, description, temperature, seed } = patch;
  const { description: before, ...rest } = experiment;
  const words = description ?? before;
  const arms = temperature === 0 ? experiment.arms.map(({ sampler: _, ...arm }) => arm) : experiment.arms;
  return settle(
    { ...rest, ...(words ? { description: words } : {}) },
    {
      ...(title === undefined ? {} : { title }),
      arms,
      decoding: {
        temperature: temperature ?? experiment.decoding.temperature,
        seed: seed ?? experiment.decoding.seed,
      },
    },
  );
}
