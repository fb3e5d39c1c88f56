import type { Lesson } from '../../lesson.ts';
import { BitsStep } from './bits-step.tsx';
import { guide } from './guide.ts';
import { InvariantStep } from './invariant-step.tsx';
import { ShapeStep } from './shape-step.tsx';
import { SplitStep } from './split-step.tsx';
import { TilesStep } from './tiles-step.tsx';

export const lesson: Lesson = {
  id: 'why-reorder',
  title: 'Why a GPU reorders',
  promise:
    'Say why the number of rows in a batch decides the order of your sums, and what it takes to stop that.',
  words: 1754,
  after: ['order-matters'],
  needs: 'nothing',
  steps: [
    {
      id: 'tiles',
      title: 'A machine to fill',
      task: 'Find an M whose tiles alone keep all 64 workgroups busy.',
      observe: 'The tiles change shape between M = 8 and 9. Until M = 96 some workgroups have nothing to do.',
      Body: TilesStep,
    },
    {
      id: 'split-k',
      title: 'Cutting the sums',
      task: 'Predict how K is cut at M = 16, then slide M there.',
      observe: 'Tiles and parts trade places: up to M = 64 their product stays at 64.',
      Body: SplitStep,
    },
    {
      id: 'bits',
      title: 'Your row, bit by bit',
      task: 'Find an M at which row 0 has other bits than at M = 1.',
      observe: 'Within a letter nothing moves. At its border the tree changes, and with it the last bits.',
      Body: BitsStep,
    },
    {
      id: 'one-order',
      title: 'One order, many tilings',
      task: 'Predict, then choose the invariant set and slide M to 64 or beyond.',
      observe: 'Change the set at one and the same M: the tiles change, the invariant set’s letter does not.',
      Body: InvariantStep,
    },
    {
      id: 'your-shape',
      title: 'Shapes that split, and shapes that do not',
      task: 'Find K, N and a parallelism for which the variant set’s strip shows one colour from M = 2 on.',
      observe:
        'Wide outputs and small machines give one colour. A long K with a narrow N gives the most letters.',
      Body: ShapeStep,
    },
  ],
  guide,
};
