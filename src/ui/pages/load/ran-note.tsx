import { visible } from '../../../experiment/visible.ts';
import tables from '../../kit/styles/tables.module.css';
import { isUnderWay } from '../../state/task.ts';
import { type LoadState, useLoad } from './load-store.ts';
import { isSameExperiment } from './same-experiment.ts';

/** Where the run on screen is not of what is composed: what it is of. */
export function RanNote() {
  const words = useLoad(ranWords);
  return (
    words !== '' && (
      <p className={tables.note} data-part="load-ran">
        {words}
      </p>
    )
  );
}

function ranWords({ ran, experiment, work, baked }: LoadState): string {
  if (!ran || isSameExperiment(ran, experiment)) return '';
  if (baked !== null && ran.title === experiment.title)
    return `What is shown is of “${visible(ran.title)}” as it ships, before any change.`;
  if (ran.title !== experiment.title)
    return `What is shown is of “${visible(ran.title)}”, not of “${visible(experiment.title)}”.`;
  return isUnderWay(work)
    ? 'It began before your last changes: what it cannot switch to holds from the next run on.'
    : 'What is shown is of the run before your last changes.';
}
