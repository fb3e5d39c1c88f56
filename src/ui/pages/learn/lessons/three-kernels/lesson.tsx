import type { Lesson } from '../../lesson.ts';
import { guide } from './guide.ts';
import { NormStep } from './norm-step.tsx';
import { OnlineSoftmaxStep } from './online-step.tsx';
import { PrefillStep } from './prefill-step.tsx';
import { SplitKvStep } from './split-kv-step.tsx';
import { ThreeSumsStep } from './three-sums-step.tsx';

export const lesson: Lesson = {
  id: 'three-kernels',
  title: 'Three kernels',
  promise:
    'Name the three operations that have an order to lose, and say how each one loses it and keeps it.',
  words: 1892,
  after: ['why-reorder'],
  needs: 'nothing',
  steps: [
    {
      id: 'three-sums',
      title: 'Three sums in a model',
      task: 'Find an M at which none of the three has the plan it has alone.',
      observe:
        'The ≠ signs come one after the other as M grows: each operation leaves its plan at an M of its own.',
      Body: ThreeSumsStep,
    },
    {
      id: 'rmsnorm',
      title: 'The norm, and what rounding swallows',
      task: 'Predict, then slide M to 128.',
      observe:
        'Three counts of the same rows: most sums differ, fewer outputs do in f32, and next to none once rounded.',
      Body: NormStep,
    },
    {
      id: 'online-softmax',
      title: 'Attention without seeing the end',
      task: 'Predict, then choose falling scores and step to the last key.',
      observe:
        '“Sums before, times”: 1 exactly while the maximum stands, less whenever a higher score comes.',
      Body: OnlineSoftmaxStep,
    },
    {
      id: 'split-kv',
      title: 'Splits of a context',
      task: 'Predict, then let rows join until your own row’s output has other bits.',
      observe:
        'Your keys stay what they are; the variant bar is cut anew as rows join, the other two are not.',
      Body: SplitKvStep,
    },
    {
      id: 'prefill',
      title: 'What was cached before',
      task: 'Move the border until the variant set gives other bits than with nothing cached.',
      observe:
        'The border in the variant bar moves with the cache. The invariant bar counts from position 0 and does not know of it.',
      Body: PrefillStep,
    },
  ],
  guide,
};
