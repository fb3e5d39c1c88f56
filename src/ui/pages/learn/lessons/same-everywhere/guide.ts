import type { LessonGuide } from '../../lesson.ts';

export const guide: LessonGuide = {
  objectives: [
    'Say which operations IEEE 754 fixes to the bit and which of them WGSL leaves open.',
    'Say why a product and a sum may give two results, and how a barrier forbids one of them.',
    'Tell agreement from exactness in a function such as e^x.',
    'Work out why sums of operands that are 0 or at least 2^−51 are never subnormal.',
  ],
  exit: [
    {
      question: 'Two adapters round every sum and product to the nearest float. Do their models agree?',
      options: [
        'Yes: sums and products are all there is',
        'Not for sure: fusion, small numbers and functions may still part them',
        'No two adapters ever agree',
      ],
      answer: 1,
      because:
        'One of them may fuse what the other rounds twice, flush what it keeps, and has an e^x of its own.',
    },
    {
      question: 'Portable e^x is 0.9 ulp off somewhere. Does that endanger the promise?',
      options: [
        'No: it is off by the same everywhere',
        'Yes: it must be the nearest float',
        'Only on adapters with a better e^x',
      ],
      answer: 0,
      because:
        'The same steps give the same bits. How far they are from e^x is a question of quality, not of agreement.',
    },
    {
      question: 'Why does the barrier take its zero from a buffer?',
      options: [
        'Buffers are faster',
        'A constant would need more bits',
        'A compiler would see through a constant',
      ],
      answer: 2,
      because: 'x xor 0 is x, and a compiler that knows the 0 drops it and may fuse again.',
    },
    {
      question: 'An operand of 2^−60 is read by a portable kernel. What becomes of it?',
      options: ['It is kept', 'It counts as zero', 'The run ends with an error'],
      answer: 1,
      because: 'Below 2^−51 operands count as zero, so that no product and no sum is ever subnormal.',
    },
  ],
  further: ['ieee-754', 'wgsl', 'monniaux-2008', 'cephes', 'demmel-2015', 'muller-2018'],
  solutions: {
    fixed: 'They must on 1.5 × 4 and on whole numbers, and need not on the other three.',
    fusion: 'Press the button. What comes is the adapter’s; behind the barrier it is 0 fused.',
    exp: 'Go down from −1 step by step: one of the next values is a ring.',
    small: 'Set both exponents to −65: the product is 2^−130. With the rule both factors count as zero.',
    adapters: 'SwiftShader and lavapipe: their e^x differs in many cases, and both keep portable bits.',
    cost: 'Commit to a guess, then read the figures. They are of the machine that is named.',
  },
};
