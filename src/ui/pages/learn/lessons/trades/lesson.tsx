import type { Lesson } from '../../lesson.ts';
import { DraftStep } from './draft-step.tsx';
import { EffortStep } from './effort-step.tsx';
import { guide } from './guide.ts';
import { PrecisionStep } from './precision-step.tsx';
import { OtherModelStep, OutsideStep } from './run-steps.tsx';
import { ScaleStep } from './scale-step.tsx';

export const lesson: Lesson = {
  id: 'trades',
  title: 'Trades',
  promise: 'Say what a busy system gives up to serve more, what that costs you, and what you can notice.',
  words: 1925,
  after: ['waiting'],
  needs: 'engine',
  steps: [
    {
      id: 'precision',
      title: 'Memory for precision',
      task: 'Run it to the end.',
      observe: 'What falls from arm to arm, and what rises.',
      Body: PrecisionStep,
    },
    {
      id: 'scale',
      title: 'One scale for all',
      task: 'Find how loud the neighbour must be for your 2 to become 0.',
      observe: 'The row with a scale of its own does not move. Then run it: which pair keeps its bits.',
      Body: ScaleStep,
    },
    {
      id: 'drafts',
      title: 'Guess and verify',
      task: 'Run it to the end.',
      observe: 'Which pairs have the same bits, and how many guesses stand.',
      Body: DraftStep,
    },
    {
      id: 'effort',
      title: 'Thinking less',
      task: 'Find how many must come behind you to halve the right answers.',
      observe: 'The answer is complete sooner, and less of it is right.',
      Body: EffortStep,
    },
    {
      id: 'model',
      title: 'Another model answers',
      task: 'Run it to the end.',
      observe: 'In which arms one question has two answers.',
      Body: OtherModelStep,
    },
    {
      id: 'outside',
      title: 'What you can notice',
      task: 'Run it to the end.',
      observe: 'Which columns you could have filled in as the one who asks.',
      Body: OutsideStep,
    },
  ],
  guide,
};
