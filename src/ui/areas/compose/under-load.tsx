import { encodeLink } from '../../../experiment/link.ts';
import { needsLoad } from '../../../experiment/needs-load.ts';
import type { Experiment } from '../../../experiment/schema.ts';
import tables from '../../kit/styles/tables.module.css';

/** The way to where an experiment runs that the lab would refuse: of a link or a file with a crowd. */
export function UnderLoad({ experiment }: { readonly experiment: Experiment }) {
  if (needsLoad(experiment) === null) return null;
  const open = () => {
    location.hash = `#load/${encodeLink({ experiment }).slice(1)}`;
  };
  return (
    <p className={tables.note}>
      It has a crowd, or times in milliseconds, and the lab counts steps.{' '}
      <button type="button" onClick={open}>
        Open under Load
      </button>
    </p>
  );
}
