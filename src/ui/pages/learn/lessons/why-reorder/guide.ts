import type { LessonGuide } from '../../lesson.ts';

export const guide: LessonGuide = {
  objectives: [
    'Say what M, K and N of a product are, and which of them a neighbour can change.',
    'Work out from M how the variant rule tiles a product and splits its sums.',
    'Explain why one order of addition does not mean one tiling.',
  ],
  exit: [
    {
      question: 'What of your matrix products do the other requests decide?',
      options: ['K, the terms of a sum', 'M, the rows of a step', 'The numbers in your row'],
      answer: 1,
      because:
        'K and N belong to the model, your row belongs to you. How many rows are computed together does not.',
    },
    {
      question:
        'The variant rule, K = 512, 64 workgroups wanted, M = 64: there are 32 tiles. In how many parts is K cut?',
      options: ['1', '2', '4'],
      answer: 1,
      because: '64 workgroups over 32 tiles leave 2 to each, so that every sum becomes 2 sums of 256 terms.',
    },
    {
      question: 'The invariant set tiles M = 1 and M = 128 differently. Why are the bits of row 0 the same?',
      options: [
        'Each sum is cut and put together in the same order',
        'It adds in f64',
        'It computes 128 rows even for one',
      ],
      answer: 0,
      because: 'A tiling says who adds, a plan in which order. Only the order reaches the bits.',
    },
  ],
  further: ['he-2025', 'vllm-batch-invariance', 'demmel-2015'],
  solutions: {
    tiles: 'From M = 97 on: 4 by 16 tiles of 32 by 32 make 64.',
    'split-k': 'At M = 16 there are 16 tiles, so K is cut into 4 parts of 128 terms.',
    bits: 'M = 2 is enough: 44 of the 64 outputs differ from M = 1. There are five letters: M = 1, 2 to 8, 9 to 32, 33 to 64, and 65 to 128.',
    'one-order':
      'Choose invariant and slide to 64 or beyond. Its strip has the one letter A from 1 to 128; so has pinned.',
    'your-shape':
      'N = 4,096 with the rest as it was: 64 or 128 tiles keep all workgroups busy, nothing is split, and M = 2 to 128 share one letter. Or a parallelism of 4.',
  },
};
