import type { Experiment } from '../schema.ts';
import { type Edited, settle } from './edited.ts';

/** Names another model. The hash that a link came with was of the one before. */
export function changeModel(experiment: Experiment, name: string): Edited {
  return settle(experiment, { model: { name } });
}
