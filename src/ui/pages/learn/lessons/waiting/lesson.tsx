import type { Lesson } from '../../lesson.ts';
import { guide } from './guide.ts';
import { MemoryStep } from './memory-step.tsx';
import { PolicyStep } from './policy-step.tsx';
import { QueueStep } from './queue-step.tsx';
import { GiveWayStep, SurgeStep } from './run-steps.tsx';

export const lesson: Lesson = {
  id: 'waiting',
  title: 'Waiting',
  promise:
    'Say how a crowd reaches one good request through queue and memory, what that changes, and who decides.',
  words: 1469,
  after: ['neighbours'],
  needs: 'engine',
  steps: [
    {
      id: 'queue',
      title: 'A queue before you',
      task: 'Make your first token take at least ten times as long as alone.',
      observe: 'The dotted line before your bar grows; the number of steps that you are in does not.',
      Body: QueueStep,
    },
    {
      id: 'memory',
      title: 'A pool that runs out',
      task: 'Find the largest pool in which you give way.',
      observe: 'It is smaller than all of them at their longest. Then look at your lane both ways.',
      Body: MemoryStep,
    },
    {
      id: 'give-way',
      title: 'Giving way, for real',
      task: 'Run it to the end.',
      observe: 'Which pairs are the same: under invariant kernels all but the one that lost keys.',
      Body: GiveWayStep,
    },
    {
      id: 'policies',
      title: 'Who waits instead',
      task: 'Find a bound with which you are served and others are told no.',
      observe: 'Whenever one column of the table gets shorter, which other one pays.',
      Body: PolicyStep,
    },
    {
      id: 'surge',
      title: 'A surge, for real',
      task: 'Run it to the end.',
      observe: 'Two invariant arms, far apart in time, with one fingerprint.',
      Body: SurgeStep,
    },
  ],
  guide,
};
