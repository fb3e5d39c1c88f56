import { problemText } from '../../../experiment/edit/edited.ts';
import { changeModel, changeSource } from '../../../experiment/edit/model.ts';
import type { Experiment } from '../../../experiment/schema.ts';
import type { PairChoice } from '../../../studies/search/pair.ts';
import { bundledExperiments } from '../../state/experiments.ts';

const NEEDLE = 'needle';

/** A search for a fork: the pair that is asked, of the needle's experiment on another model. */
export interface ForkQuestion {
  readonly experiment: Experiment;
  readonly pair: PairChoice;
}

/** The needle's two batches, alone and in company, on a model: what the lab's own example was found with. */
export function forkQuestion(model: Experiment['model']): ForkQuestion | string {
  const needle = bundledExperiments.find(({ id }) => id === NEEDLE)!.experiment;
  const { name, source } = model;
  const edited =
    source === undefined ? changeModel(needle, name) : changeSource(needle, { ...model, source });
  if (!edited.ok) return edited.problems.map(problemText).join('; ');
  const { experiment } = edited;
  const [a, b] = experiment.compare[0];
  const probe = experiment.requests.find(({ role }) => role === 'probe')!.id;
  return { experiment, pair: { a, b, probe } };
}
