import type { Lesson } from '../../lesson.ts';
import { AdaptersStep } from './adapters-step.tsx';
import { CostStep } from './cost-step.tsx';
import { ExpStep } from './exp-step.tsx';
import { FixedStep } from './fixed-step.tsx';
import { FusionStep } from './fusion-step.tsx';
import { guide } from './guide.ts';
import { SmallStep } from './small-step.tsx';

export const lesson: Lesson = {
  id: 'same-everywhere',
  title: 'The same everywhere',
  promise:
    'Say what keeps two machines from computing the same bits, and what kernels must leave out so that they do.',
  words: 1946,
  after: ['the-price'],
  needs: 'nothing',
  steps: [
    {
      id: 'fixed',
      title: 'What is fixed, and what is left open',
      task: 'Answer all five.',
      observe: 'Which of the answers hang on the result being a float already, or a whole number.',
      Body: FixedStep,
    },
    {
      id: 'fusion',
      title: 'A product and a sum',
      task: 'Ask your adapter which way it goes.',
      observe: 'Behind the barrier none is fused, whatever the adapter does without it.',
      Body: FusionStep,
    },
    {
      id: 'exp',
      title: 'An e^x of one’s own',
      task: 'Find an x at which the portable e^x is not the nearest float.',
      observe: 'The dots outside the band: rings, in other places for each.',
      Body: ExpStep,
    },
    {
      id: 'small',
      title: 'Nothing is ever subnormal',
      task: 'Find two factors on which the two adapters part, then switch the rule on.',
      observe: 'With the rule the smallest product that is not zero is 2^−102.',
      Body: SmallStep,
    },
    {
      id: 'adapters',
      title: 'One link, two adapters',
      task: 'Choose two adapters whose e^x differs and that both keep portable bits.',
      observe: 'In which rows they part: seldom in the roundings, mostly in the functions.',
      Body: AdaptersStep,
    },
    {
      id: 'cost',
      title: 'What it costs',
      task: 'Predict, then look at the figures.',
      observe: 'Where the price is paid: in the many products, or in the few functions.',
      Body: CostStep,
    },
  ],
  guide,
};
