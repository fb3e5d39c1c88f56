import type { LessonGuide } from '../../lesson.ts';

export const guide: LessonGuide = {
  objectives: [
    'Read the three fields of a float and work out its value.',
    'Say how far apart two neighbouring floats lie near a given number.',
    'Round a number to bf16 and to f16, ties to even included.',
    'Say what lies past the largest number of a format and below the smallest normal one.',
  ],
  exit: [
    {
      question: 'How far apart are neighbouring bf16 numbers between 256 and 512?',
      options: ['1/128', '1', '2'],
      answer: 2,
      because: '7 bits of fraction cut the stretch from 256 to 512 into 128 steps: 256 / 128 = 2.',
    },
    {
      question: 'A total in f32 stands at 16,777,216, which is 2^24. You add 1. What is it now?',
      options: ['16,777,216', '16,777,217', '16,777,218'],
      answer: 0,
      because:
        'From 2^24 on f32 numbers lie 2 apart. The exact sum lies half way between two of them, and 16,777,216 is the one whose last bit is 0.',
    },
    {
      question: 'What becomes of 70,000 in f16 and in bf16?',
      options: ['70,000 in both', 'infinity in f16, 70,144 in bf16', 'infinity in both'],
      answer: 1,
      because:
        'f16 ends at 65,504. bf16 has the range of f32, but from 65,536 on its numbers lie 512 apart, and 137 times 512 is the nearest.',
    },
  ],
  further: ['goldberg-1991', 'ieee-754', 'muller-2018', 'kalamkar-2019'],
  solutions: {
    bits: 'In bf16: sign 0; exponent 10000001, which is 129 − 127 = 2; fraction 1010000. That is (1 + 1/2 + 1/8) × 4 = 6.5.',
    grid: 'Move from 5.3 down past 4, 2 and 1. With 2 bits of fraction the step is 1, then 1/2, 1/4 and 1/8.',
    rounding:
      '257 is the smallest: it takes nine binary digits, of which bf16 keeps eight and f16 eleven. Any odd number from 257 to 2,047 does it.',
    edges:
      '65,504 has the exponent 30 and a fraction of ones. The next pattern carries into the exponent: 31, all ones, with fraction 0, which is infinity.',
  },
};
