import { needsLoad } from '../../../experiment/needs-load.ts';
import type { Experiment } from '../../../experiment/schema.ts';
import tables from '../../kit/styles/tables.module.css';
import { handToLoad } from '../../state/handed-load.ts';

/** The way to where an experiment runs that the lab would refuse: of a link or a file with a crowd. */
export function UnderLoad({ experiment }: { readonly experiment: Experiment }) {
  if (needsLoad(experiment) === null) return null;
  return (
    <p className={tables.note}>
      It has a crowd, or times in milliseconds, and the lab counts steps.{' '}
      <button type="button" onClick={() => handToLoad(experiment)}>
        Open under Load
      </button>
    </p>
  );
}
