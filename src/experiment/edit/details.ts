import type { Experiment } from '../schema.ts';
import { type Edited, settle } from './edited.ts';

export interface DetailsPatch {
  readonly title?: string;
  /** An empty one is left out. */
  readonly description?: string;
  readonly temperature?: number;
  readonly seed?: number;
}

/** Sets what an experiment says of itself, and how it samples. */
export function changeDetails(experiment: Experiment, patch: DetailsPatch): Edited {
  const { title, description, temperature, seed } = patch;
  const { description: before, ...rest } = experiment;
  const words = description ?? before;
  return settle(
    { ...rest, ...(words ? { description: words } : {}) },
    {
      ...(title === undefined ? {} : { title }),
      decoding: {
        temperature: temperature ?? experiment.decoding.temperature,
        seed: seed ?? experiment.decoding.seed,
      },
    },
  );
}
