import type { Lesson } from '../../lesson.ts';
import { BitsStep } from './bits-step.tsx';
import { EdgesStep } from './edges-step.tsx';
import { GridStep } from './grid-step.tsx';
import { RoundingStep } from './rounding-step.tsx';

export const lesson: Lesson = {
  id: 'floats',
  title: 'What a float is',
  promise: 'Say which numbers a model can hold, how far apart they lie, and what happens to all the others.',
  minutes: 10,
  needs: 'nothing',
  steps: [
    { id: 'bits', title: 'Three fields', task: 'Flip bits until the number is 6.5.', Body: BitsStep },
    {
      id: 'grid',
      title: 'A grid that doubles',
      task: 'Move the point through three powers of two and watch the step to the next float.',
      Body: GridStep,
    },
    {
      id: 'rounding',
      title: 'Every other number is rounded',
      task: 'Find a whole number that f16 holds exactly and bf16 does not.',
      Body: RoundingStep,
    },
    {
      id: 'edges',
      title: 'Where the line ends',
      task: 'Step past the largest f16.',
      Body: EdgesStep,
    },
  ],
};
