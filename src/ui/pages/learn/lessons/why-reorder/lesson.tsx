import type { Lesson } from '../../lesson.ts';
import { BitsStep } from './bits-step.tsx';
import { InvariantStep } from './invariant-step.tsx';
import { ShapeStep } from './shape-step.tsx';
import { SplitStep } from './split-step.tsx';
import { TilesStep } from './tiles-step.tsx';

export const lesson: Lesson = {
  id: 'why-reorder',
  title: 'Why a GPU reorders',
  promise:
    'Say why the number of rows in a batch decides the order of your sums, and what it takes to stop that.',
  minutes: 9,
  needs: 'nothing',
  steps: [
    {
      id: 'tiles',
      title: 'A machine to fill',
      task: 'Find an M whose tiles alone keep all 64 workgroups busy.',
      Body: TilesStep,
    },
    {
      id: 'split-k',
      title: 'Cutting the sums',
      task: 'Predict how K is cut at M = 16, then slide M there.',
      Body: SplitStep,
    },
    {
      id: 'bits',
      title: 'Your row, bit by bit',
      task: 'Find an M at which row 0 has other bits than at M = 1.',
      Body: BitsStep,
    },
    {
      id: 'one-order',
      title: 'One order, many tilings',
      task: 'Predict, then choose the invariant set and slide M to 64 or beyond.',
      Body: InvariantStep,
    },
    {
      id: 'your-shape',
      title: 'Shapes that split, and shapes that do not',
      task: 'Find K, N and a parallelism for which the variant set’s strip shows one colour from M = 2 on.',
      Body: ShapeStep,
    },
  ],
};
