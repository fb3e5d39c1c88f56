import type { Lesson } from '../../lesson.ts';
import { GroupingStep } from './grouping-step.tsx';
import { guide } from './guide.ts';
import { RaceStep } from './race-step.tsx';
import { ShuffleStep } from './shuffle-step.tsx';

export const lesson: Lesson = {
  id: 'order-matters',
  title: 'The order of a sum is part of its result',
  promise:
    'Say why the same numbers, added in another order, give another sum, by how much, and which orders do better.',
  words: 1106,
  after: ['floats'],
  needs: 'nothing',
  steps: [
    {
      id: 'grouping',
      title: 'Two ways to add three numbers',
      task: 'Find three numbers for which the two ways disagree.',
      observe: 'The struck digits: the two ways lose different ones. Where none is struck, both ways agree.',
      Body: GroupingStep,
    },
    {
      id: 'shuffle',
      title: 'One list, many sums',
      task: 'Add the same terms in 1,000 random orders or more.',
      observe:
        'How few different sums there are for so many orders, how close together they lie, and that some are far more frequent than others.',
      Body: ShuffleStep,
    },
    {
      id: 'race',
      title: 'Some orders are better than others',
      task: 'Find a list whose sequential sum is more than 1,000 ulp off while Kahan’s is within 1.',
      observe:
        'The sequential line climbs with the number of terms; pairwise and Kahan stay near the dashed line.',
      Body: RaceStep,
    },
  ],
  guide,
};
