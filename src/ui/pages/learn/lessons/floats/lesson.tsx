import type { Lesson } from '../../lesson.ts';
import { BitsStep } from './bits-step.tsx';
import { EdgesStep } from './edges-step.tsx';
import { GridStep } from './grid-step.tsx';
import { guide } from './guide.ts';
import { RoundingStep } from './rounding-step.tsx';

export const lesson: Lesson = {
  id: 'floats',
  title: 'What a float is',
  promise: 'Say which numbers a model can hold, how far apart they lie, and what happens to all the others.',
  words: 1183,
  after: [],
  needs: 'nothing',
  steps: [
    {
      id: 'bits',
      title: 'Three fields',
      task: 'Flip bits until the number is 6.5.',
      observe:
        'A bit of the exponent takes the number to another power of two; a bit of the fraction moves it within its stretch.',
      Body: BitsStep,
    },
    {
      id: 'grid',
      title: 'A grid that doubles',
      task: 'Move the point through three powers of two and watch the step to the next float.',
      observe:
        'Whenever the point passes 4, 2 or 1 the step halves. The error gets smaller with it, while error over number stays about the same.',
      Body: GridStep,
    },
    {
      id: 'rounding',
      title: 'Every other number is rounded',
      task: 'Find a whole number that f16 holds exactly and bf16 does not.',
      observe:
        'The three bars: one number, three errors. The filled end is always the nearer one, or the even one where both are as near.',
      Body: RoundingStep,
    },
    {
      id: 'edges',
      title: 'Where the line ends',
      task: 'Step past the largest f16.',
      observe:
        'The exponent as you count up: one step past the largest its bits are all 1 and the fraction is 0.',
      Body: EdgesStep,
    },
  ],
  guide,
};
