import type { Lesson } from '../../lesson.ts';
import { IdleStep } from './idle-step.tsx';
import { MeasureStep } from './measure-step.tsx';
import { ReadStep } from './read-step.tsx';

export const lesson: Lesson = {
  id: 'the-price',
  title: 'What it costs to stop it',
  promise: 'Say what invariance costs on your own device, how sure that figure is, and what it leaves out.',
  minutes: 8,
  needs: 'engine',
  steps: [
    {
      id: 'idle',
      title: 'Two ways to hold still',
      task: 'Predict, then compare pinned with the invariant set at the same M.',
      Body: IdleStep,
    },
    {
      id: 'measure',
      title: 'The bench on your device',
      task: 'Guess, then measure to the end.',
      Body: MeasureStep,
    },
    {
      id: 'read',
      title: 'Reading a ratio',
      task: 'Say what one of your own intervals shows.',
      Body: ReadStep,
    },
  ],
};
