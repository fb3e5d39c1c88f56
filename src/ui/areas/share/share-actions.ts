import type { Action } from '../../state/action.ts';
import { labStore } from '../../state/lab-store.ts';
import { openShare } from '../../state/shell-store.ts';

/** What writes files is loaded when one is asked for. */
async function save(how: 'saveRecord' | 'saveCsv' | 'saveStreams'): Promise<void> {
  const exports = await import('./exports.ts');
  await exports[how](labStore.getState().view);
}

const hasRecord: NonNullable<Action['enabled']> = ({ view }) => view.record !== null;

export const shareActions: readonly Action[] = [
  {
    id: 'share',
    title: 'Share: link, Markdown, embed, files',
    group: 'Share',
    keys: 'l',
    run: openShare,
  },
  {
    id: 'save-record',
    title: 'Save the record of the run (JSON)',
    group: 'Share',
    enabled: hasRecord,
    run: () => void save('saveRecord'),
  },
  {
    id: 'save-csv',
    title: 'Save the tokens as a table (CSV)',
    group: 'Share',
    enabled: hasRecord,
    run: () => void save('saveCsv'),
  },
  {
    id: 'save-picture',
    title: 'Save a picture of the streams (PNG)',
    group: 'Share',
    enabled: hasRecord,
    run: () => void save('saveStreams'),
  },
];
