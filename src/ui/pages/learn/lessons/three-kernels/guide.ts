import type { LessonGuide } from '../../lesson.ts';

export const guide: LessonGuide = {
  objectives: [
    'Name the three reductions of a dense model, and what each one’s variant rule follows.',
    'Say what the online softmax remembers of the keys it has seen, and why two such memories merge.',
    'Say when a change of bits is absorbed, and when it is not.',
    'Tell batch invariance from schedule invariance.',
  ],
  exit: [
    {
      question: 'Which of these has no order to lose?',
      options: ['RMSNorm', 'SwiGLU', 'Attention'],
      answer: 1,
      because: 'SwiGLU works element by element: nothing is added up. The other two sum over a row.',
    },
    {
      question:
        'A rule fixes the number of splits by how many rows decode. Others join; your 300 keys stay. Why can your bits change?',
      options: ['Your keys are cut in other places', 'Your keys are changed', 'Softmax draws at random'],
      answer: 0,
      because: 'The same weighted sum is put into other brackets. Nothing that is added has changed.',
    },
    {
      question:
        'A row’s sum of squares differs in its last f32 bit; the outputs are stored in bf16. What is usual?',
      options: ['Every output differs', 'The difference is absorbed', 'The norm fails'],
      answer: 1,
      because: 'bf16 has 16 bits fewer: both roundings nearly always land on the same number.',
    },
  ],
  further: ['zhang-2019', 'milakov-2018', 'dao-2022', 'flash-decoding', 'kwon-2023'],
  solutions: {
    'three-sums': 'M = 8 is the first: the matmul left its plan at 2, the norm at 5, attention at 8.',
    rmsnorm: '34 of the 40 sums differ, 22 rows do in f32, and none once outputs are rounded to bf16.',
    'online-softmax':
      'Falling scores, then “To the end”: no rescaling after the first key. With rising scores there is one at every key after the first.',
    'split-kv':
      'From 8 decoding rows on the 300 keys are cut into 8 pieces instead of 10, and 28 of the 32 outputs have other bits; at 64 rows the keys are not cut at all.',
    prefill:
      'Any border but 0 does it: at 100 cached keys 29 of the 32 outputs differ under the variant set, none under the others.',
  },
};
