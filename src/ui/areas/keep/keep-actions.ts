import type { Action } from '../../state/action.ts';
import { labStore } from '../../state/lab-store.ts';
import { isUnderWay } from '../../state/task.ts';
import { keepNow } from './keep-runs.ts';

export const keepActions: readonly Action[] = [
  {
    id: 'keep-run',
    title: 'Keep this run in the browser',
    group: 'Run',
    // Where they are kept by themselves it is kept already.
    enabled: ({ view, status }) =>
      view.source === 'live' && view.kept === null && view.record !== null && !isUnderWay(status),
    run: () => void keepNow(),
  },
  {
    id: 'compare-run',
    title: 'Compare this run with another kept one',
    group: 'Compare',
    enabled: ({ view }) => view.kept !== null,
    run: () => {
      const { kept } = labStore.getState().view;
      if (kept) location.hash = `runs/${kept.id}`;
    },
  },
];
