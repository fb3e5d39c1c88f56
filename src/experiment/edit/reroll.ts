import { createRandom } from '../random.ts';
import type { Experiment } from '../schema.ts';
import { type Edited, settle } from './edited.ts';

/** Gives every generated request a new seed, drawn from one. */
export function rerollNoise(experiment: Experiment, seed: number): Edited {
  const random = createRandom(seed);
  const requests = experiment.requests.map((request) =>
    request.noise ? { ...request, noise: { ...request.noise, seed: random.below(10_000) } } : request,
  );
  return settle(experiment, { requests });
}
