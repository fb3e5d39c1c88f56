import type { Lesson } from '../../lesson.ts';
import { GroupingStep } from './grouping-step.tsx';
import { RaceStep } from './race-step.tsx';
import { ShuffleStep } from './shuffle-step.tsx';

export const lesson: Lesson = {
  id: 'order-matters',
  title: 'The order of a sum is part of its result',
  promise:
    'Say why the same numbers, added in another order, give another sum, by how much, and which orders do better.',
  minutes: 10,
  needs: 'nothing',
  steps: [
    {
      id: 'grouping',
      title: 'Two ways to add three numbers',
      task: 'Find three numbers for which the two ways disagree.',
      Body: GroupingStep,
    },
    {
      id: 'shuffle',
      title: 'One list, many sums',
      task: 'Add the same terms in 1,000 random orders or more.',
      Body: ShuffleStep,
    },
    {
      id: 'race',
      title: 'Some orders are better than others',
      task: 'Find a list whose sequential sum is more than 1,000 ulp off while Kahan’s is within 1.',
      Body: RaceStep,
    },
  ],
};
