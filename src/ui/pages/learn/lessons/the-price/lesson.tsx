import type { Lesson } from '../../lesson.ts';
import { guide } from './guide.ts';
import { IdleStep } from './idle-step.tsx';
import { MeasureStep } from './measure-step.tsx';
import { ReadStep } from './read-step.tsx';

export const lesson: Lesson = {
  id: 'the-price',
  title: 'What it costs to stop it',
  promise: 'Say what invariance costs on your own device, how sure that figure is, and what it leaves out.',
  words: 1060,
  after: ['why-reorder'],
  needs: 'engine',
  steps: [
    {
      id: 'idle',
      title: 'Two ways to hold still',
      task: 'Predict, then compare pinned with the invariant set at the same M.',
      observe: 'The workgroups with work at M = 1: 16 under pinned, all 64 under the invariant set.',
      Body: IdleStep,
    },
    {
      id: 'measure',
      title: 'The bench on your device',
      task: 'Guess, then measure to the end.',
      observe:
        'The interval beside each dot, not the dot alone. At M = 1 and 32 the sets may well change places.',
      Body: MeasureStep,
    },
    {
      id: 'read',
      title: 'Reading a ratio',
      task: 'Say what one of your own intervals shows.',
      observe: 'Where 1 lies: below, inside or above the interval.',
      Body: ReadStep,
    },
  ],
  guide,
};
