import { nameWarnings } from '../../experiment/look-alikes.ts';
import type { Experiment } from '../../experiment/schema.ts';
import tables from '../styles/tables.module.css';

/** Names that a reader may take for others: an experiment may be a stranger's. */
export function NameWarnings({ experiment }: { readonly experiment: Experiment }) {
  return nameWarnings(experiment).map((words) => (
    <p key={words} className={tables.note} role="note">
      <span aria-hidden="true">⚠</span> {words}
    </p>
  ));
}
