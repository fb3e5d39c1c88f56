import type { Action } from '../action.ts';
import { cancel, run } from '../store/actions.ts';
import { isBusy } from '../store/lab-state.ts';

export const runActions: readonly Action[] = [
  {
    id: 'run',
    title: 'Run the experiment',
    group: 'Run',
    keys: 'Mod+Enter',
    enabled: ({ status }) => !isBusy(status),
    run: () => void run(),
  },
  {
    id: 'cancel',
    title: 'Cancel the run',
    group: 'Run',
    enabled: ({ status }) => isBusy(status),
    run: () => void cancel(),
  },
];
