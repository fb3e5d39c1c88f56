import { problemText } from '../../experiment/edit/edited.ts';
import { changeToModel } from '../../experiment/edit/model.ts';
import { ExperimentError } from '../../experiment/errors.ts';
import type { Experiment } from '../../experiment/schema.ts';
import type { PairChoice } from './pair.ts';

/** A search for a fork on a model: the pair that prompts are asked in. */
export interface ModelQuestion {
  readonly experiment: Experiment;
  readonly pair: PairChoice;
}

/**
 * An experiment's first pair on another model: of the preset `needle` the two batches, alone and in company, that the lab's own example was found
 * with. Throws ExperimentError where the model cannot be named so.
 */
export function modelQuestion(preset: Experiment, model: Experiment['model']): ModelQuestion {
  const edited = changeToModel(preset, model);
  if (!edited.ok) throw new ExperimentError(edited.problems.map(problemText));
  const { experiment } = edited;
  const [a, b] = experiment.compare[0];
  const probe = experiment.requests.find(({ role }) => role === 'probe')!.id;
  return { experiment, pair: { a, b, probe } };
}
