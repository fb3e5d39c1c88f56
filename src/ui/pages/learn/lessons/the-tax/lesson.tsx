import type { Lesson } from '../../lesson.ts';
import { AlarmStep } from './alarm-step.tsx';
import { CanaryStep } from './canary-step.tsx';
import { guide } from './guide.ts';
import { MeanStep } from './mean-step.tsx';

export const lesson: Lesson = {
  id: 'the-tax',
  title: 'The tax',
  promise: 'Say what a mean, an alarm at three sigma and a canary do not see of a model that gets worse.',
  words: 1058,
  after: ['waiting'],
  needs: 'nothing',
  steps: [
    {
      id: 'mean',
      title: 'Why the mean lies',
      task: 'Find a load at which the slowest 1 % take five times the mean or more.',
      observe: 'How far p99 runs from the mean, and how few are slower than it.',
      Body: MeanStep,
    },
    {
      id: 'alarm',
      title: 'Three sigma at large n',
      task: 'Find how many values make the trifle an alarm.',
      observe:
        'The KS distance, which stays as small as the change is. And the row below, where z stays quiet.',
      Body: AlarmStep,
    },
    {
      id: 'canary',
      title: 'What a canary can see',
      task: 'With a share of 5 %, find the smallest fall that 10,000 requests show.',
      observe: 'What half the fall costs, and what a larger share buys.',
      Body: CanaryStep,
    },
  ],
  guide,
};
