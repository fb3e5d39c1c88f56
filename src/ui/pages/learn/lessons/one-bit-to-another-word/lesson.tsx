import type { Lesson } from '../../lesson.ts';
import { ForkStep } from './fork-step.tsx';
import { guide } from './guide.ts';
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
  words: 1250,
  after: ['three-kernels'],
  needs: 'engine',
  steps: [
    {
      id: 'fork',
      title: 'Two answers to one prompt',
      task: 'Press the first word of B that is not A’s, or say that there is none.',
      observe: 'Up to the fork both answers are the same words, though their numbers already differ.',
      Body: ForkStep,
    },
    {
      id: 'lead',
      title: 'A narrow lead',
      task: 'Find a token whose winner led by more than ten times what company could move.',
      observe:
        'The distance between the two bars of a token, on a logarithmic axis: at the fork the striped one reaches the solid one.',
      Body: LeadStep,
    },
    {
      id: 'look',
      title: 'Run it, and look inside',
      task: 'Look into the step.',
      observe: 'M in the two arms, and which plans differ because of it.',
      Body: LookStep,
    },
    {
      id: 'map',
      title: 'Which operation was first',
      task: 'Open the first operation whose output differs.',
      observe: 'How often ~ stands between ▶ and ◆: most differences do not live long.',
      Body: MapStep,
    },
    {
      id: 'sum',
      title: 'Two orders of one sum',
      task: 'Open the trees down to an addition that rounds, in A or in B.',
      observe: 'The same leaves in both trees, other dots: the roundings sit in other places.',
      Body: SumStep,
    },
    {
      id: 'up',
      title: 'Back up to the word',
      task: 'Answer the question.',
      observe:
        'The line of growth: it breaks where rounding took all differences away, and climbs once one survives.',
      Body: UpStep,
    },
  ],
  guide,
};
