import { counted } from '../../../results/text.ts';
import tables from '../../kit/styles/tables.module.css';
import { removeRuns } from '../../state/runs/kept-runs.ts';

/** Runs that another version of the page keeps here: they stay until they are deleted. */
export function UnreadableRuns({ ids }: { readonly ids: readonly string[] }) {
  if (ids.length === 0) return null;
  return (
    <p className={tables.note} role="status">
      {counted(ids.length, 'more run')} {ids.length === 1 ? 'is' : 'are'} of another version of this page,
      which this one cannot list; {ids.length === 1 ? 'it is' : 'they are'} left alone.{' '}
      <button type="button" onClick={() => void removeRuns(ids)}>
        Delete {ids.length === 1 ? 'it' : 'them'}
      </button>
    </p>
  );
}
