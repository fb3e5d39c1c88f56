import type { Action } from '../../state/action.ts';
import { canStep } from '../../state/lab-state.ts';
import { cancel, certifyAdapter, pauseOrResume, run, step } from '../../state/running.ts';
import { goToSection } from '../../state/sections.ts';
import { isUnderWay } from '../../state/task.ts';

export const runActions: readonly Action[] = [
  {
    id: 'run',
    title: 'Run the experiment',
    group: 'Run',
    keys: 'Mod+Enter',
    enabled: ({ status }) => !isUnderWay(status),
    run: () => void run(),
  },
  {
    id: 'pause',
    title: 'Pause or resume the run',
    group: 'Run',
    keys: 'k',
    enabled: ({ status }) => canStep(status),
    run: () => void pauseOrResume(),
  },
  {
    id: 'step',
    title: 'Run a single step of one arm',
    group: 'Run',
    keys: '.',
    enabled: ({ status }) => canStep(status),
    run: () => void step(),
  },
  {
    id: 'certify',
    title: 'Test this adapter: make its certificate',
    group: 'Run',
    enabled: ({ status, gpu }) => !isUnderWay(status) && gpu.state === 'available',
    run: () => {
      goToSection('certificate');
      void certifyAdapter();
    },
  },
  {
    id: 'cancel',
    title: 'Cancel the run',
    group: 'Run',
    enabled: ({ status }) => isUnderWay(status),
    run: () => void cancel(),
  },
];
