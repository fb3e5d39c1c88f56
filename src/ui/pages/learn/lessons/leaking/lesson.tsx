import type { Lesson } from '../../lesson.ts';
import { CascadeStep } from './cascade-step.tsx';
import { guide } from './guide.ts';
import { MaskStep } from './mask-step.tsx';
import { ReadOutStep, WarmStep } from './run-steps.tsx';

export const lesson: Lesson = {
  id: 'leaking',
  title: 'Leaking',
  promise: 'Say when a neighbour’s words can reach you, when only its shape can, and what stops each.',
  words: 823,
  after: ['neighbours'],
  needs: 'engine',
  steps: [
    {
      id: 'mask',
      title: 'One comparison between you',
      task: 'Drop the segment test.',
      observe: 'The positions stay as they were; what your rows see does not.',
      Body: MaskStep,
    },
    {
      id: 'read-out',
      title: 'A secret, read out',
      task: 'Run it to the end.',
      observe: 'Which pairs follow the two digits: none that is masked.',
      Body: ReadOutStep,
    },
    {
      id: 'warm',
      title: 'Warm and cold',
      task: 'Run it to the end.',
      observe: 'Less time in both sets; the same bits in the invariant one.',
      Body: WarmStep,
    },
    {
      id: 'cascade',
      title: 'Who decides about your bits',
      task: 'Find a crowd in which you take the shared path and a stranger takes it from you.',
      observe: 'Your steps change their path, though nothing of yours changed.',
      Body: CascadeStep,
    },
  ],
  guide,
};
