import type { LessonGuide } from '../../lesson.ts';

export const guide: LessonGuide = {
  objectives: [
    'Say why pinned kernels leave a machine idle at small M, and invariant ones need not.',
    'Tell a ratio to the variant set from the price of invariance.',
    'Read an interval: slower, faster, or not told apart.',
  ],
  exit: [
    {
      question: 'The price of invariance is the invariant set’s time over what?',
      options: [
        'The variant set’s time',
        'The time of the fastest of all our correct kernels',
        'The pinned set’s time',
      ],
      answer: 1,
      because:
        'The fastest of fast, variant, pinned and invariant: a slow opponent would make it look cheap.',
    },
    {
      question: 'A ratio of 1.03, 95 % interval from 0.97 to 1.08. What was found?',
      options: ['3 % slower', 'No difference exists', 'The bench cannot tell them apart'],
      answer: 2,
      because: '1 lies inside the interval. That no difference was found does not mean that there is none.',
    },
    {
      question: 'Pinned, M = 1, 512 outputs in tiles of 32 by 32, 64 workgroups wanted. How many are idle?',
      options: ['0', '16', '48'],
      answer: 2,
      because: '16 tiles have work; nothing may be cut, so 48 have none.',
    },
  ],
  further: ['he-2025', 'sglang-2025', 'vllm-27433', 'gond-2026'],
  solutions: {
    idle: '16 of the 64 workgroups have work under pinned at M = 1. Then choose “invariant”: 8 chunks to a sum may go to as many workgroups.',
    measure:
      'Commit to a guess, then measure to the end. On many devices pinned is the slowest at M = 1, but nothing here promises it.',
    read: 'Look where 1 lies. Below the interval: slower. Above it: faster. Inside: not told apart. Each student’s figures differ.',
  },
};
