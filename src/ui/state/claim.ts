import type { Experiment } from '../../experiment/schema.ts';
import type { NamedExperiment } from './lab-state.ts';

const MARK = 'Edited: ';
const LONGEST_TITLE = 200;

/** What an experiment says of itself. */
export type Claim = Pick<Experiment, 'title' | 'description'>;

/**
 * An experiment after an edit. Title and description were written of the experiment as it was opened, and the description often
 * says what a run of it showed: the first edit of anything but these two puts `Edited: ` before the title and takes the description
 * away, so that a link, a Markdown or an embed carries no claim that its run refutes. Words that were written or kept
 * since then are the visitor's own, and stay.
 */
export function afterEdit(before: NamedExperiment, experiment: Experiment): NamedExperiment {
  const { experiment: old, words = 'opened' } = before;
  const edited = { ...before, experiment, edited: true };
  if (experiment.title !== old.title || experiment.description !== old.description)
    return { ...edited, words: 'own' };
  if (words !== 'opened') return edited;
  const { description, ...rest } = experiment;
  const { title } = experiment;
  const marked = title.startsWith(MARK) ? title : `${MARK}${title}`.slice(0, LONGEST_TITLE);
  const claim = description === undefined ? { title } : { title, description };
  return { ...edited, experiment: { ...rest, title: marked }, words: claim };
}

/** The claim that an edit took away, given back as the visitor's own. */
export function withClaim(named: NamedExperiment): NamedExperiment {
  const { words } = named;
  if (typeof words !== 'object') return named;
  return { ...named, experiment: { ...named.experiment, ...words }, words: 'own' };
}
