import type { Lesson } from '../../lesson.ts';
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
  minutes: 12,
  needs: 'nothing',
  steps: [
    {
      id: 'three-sums',
      title: 'Three sums in a model',
      task: 'Find an M at which none of the three has the plan it has alone.',
      Body: ThreeSumsStep,
    },
    {
      id: 'rmsnorm',
      title: 'The norm, and what rounding swallows',
      task: 'Predict, then slide M to 128.',
      Body: NormStep,
    },
    {
      id: 'online-softmax',
      title: 'Attention without seeing the end',
      task: 'Predict, then choose falling scores and step to the last key.',
      Body: OnlineSoftmaxStep,
    },
    {
      id: 'split-kv',
      title: 'Splits of a context',
      task: 'Predict, then let rows join until your own row’s output has other bits.',
      Body: SplitKvStep,
    },
    {
      id: 'prefill',
      title: 'What was cached before',
      task: 'Move the border until the variant set gives other bits than with nothing cached.',
      Body: PrefillStep,
    },
  ],
};
