import type { Lesson } from '../../lesson.ts';
import { ForkStep } from './fork-step.tsx';
import { LeadStep } from './lead-step.tsx';
import { LookStep } from './look-step.tsx';
import { MapStep } from './map-step.tsx';
import { SumStep } from './sum-step.tsx';
import { UpStep } from './up-step.tsx';

export const lesson: Lesson = {
  id: 'one-bit-to-another-word',
  title: 'From one bit to another word',
  promise:
    'Follow a word that company changed down to the first rounded bit and back up, through a real run on your device.',
  minutes: 15,
  needs: 'engine',
  steps: [
    {
      id: 'fork',
      title: 'Two answers to one prompt',
      task: 'Press the first word of B that is not A’s, or say that there is none.',
      Body: ForkStep,
    },
    {
      id: 'lead',
      title: 'A narrow lead',
      task: 'Find a token whose winner led by more than ten times what company could move.',
      Body: LeadStep,
    },
    { id: 'look', title: 'Run it, and look inside', task: 'Look into the step.', Body: LookStep },
    {
      id: 'map',
      title: 'Which operation was first',
      task: 'Open the first operation whose output differs.',
      Body: MapStep,
    },
    {
      id: 'sum',
      title: 'Two orders of one sum',
      task: 'Open the trees down to an addition that rounds, in A or in B.',
      Body: SumStep,
    },
    {
      id: 'up',
      title: 'Back up to the word',
      task: 'Answer the question.',
      Body: UpStep,
    },
  ],
};
