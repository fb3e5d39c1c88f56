import type { LessonGuide } from '../../lesson.ts';

export const guide: LessonGuide = {
  objectives: [
    'Show with three numbers, digit by digit, that the addition of floats is not associative.',
    'Say why one list has many sums, and why one order always gives the same.',
    'Compare sequential, pairwise and compensated summation by how their errors grow.',
  ],
  exit: [
    {
      question: 'In bf16 (1 + 256) − 256 gives 0. Which of the two operations rounded?',
      options: ['The addition', 'The subtraction', 'Both'],
      answer: 0,
      because: '1 + 256 takes nine binary digits and becomes 256. What follows, 256 − 256, is exact.',
    },
    {
      question: 'A program adds one list twice, in the same order, on the same machine. What comes out?',
      options: ['Sums that differ now and then', 'The same bits', 'The same bits only in f64'],
      answer: 1,
      because: 'Rounding is a rule, not chance. Same terms, same order, same bits.',
    },
    {
      question: 'A sum of 4,096 terms is shared out over 64 workers. What usually becomes of its error?',
      options: ['It grows', 'It shrinks', 'It stays as it is, to the bit'],
      answer: 1,
      because:
        'Each term goes through fewer additions, and onto smaller totals. The bits are others, and usually better ones.',
    },
  ],
  further: ['goldberg-1991', 'higham-1993', 'kahan-1965', 'demmel-2015'],
  solutions: {
    grouping:
      'a = 256, b = 1, c = −256 gives 0 and 1. Or 129, 130, 131: 392 and 388, where every addition rounds.',
    shuffle:
      '1,000 orders of the 512 terms give 19 different sums. Terms and orders come from fixed seeds, so that everyone finds the same.',
    race: '“0.1 each” with 10,000 terms or more: sequential is 1,591 ulp off at 10,000 and 40,739 at 300,000, Kahan a quarter of an ulp.',
  },
};
