import type { LessonGuide } from '../../lesson.ts';

export const guide: LessonGuide = {
  objectives: [
    'Say what the segment test of packed prompts keeps apart.',
    'Tell content coupling from shape coupling by an experiment.',
    'Name who decides whether you are warm, and which path your attention takes.',
  ],
  exit: [
    {
      question: 'Two digits of a neighbour’s prompt change, no length does, and your answer changes. Which?',
      options: ['Shape coupling', 'Content coupling', 'Load'],
      answer: 1,
      because: 'Shapes were the same, so something was computed over the neighbour’s content.',
    },
    {
      question: 'Can invariant kernels stop a leak through the mask?',
      options: ['No', 'Yes', 'Only at temperature 0'],
      answer: 0,
      because: 'They fix the order of sums. Over whose keys is another question.',
    },
    {
      question: 'Invariant kernels, masked. What does a prefix found in the cache change for you?',
      options: ['Bits', 'Words', 'Time'],
      answer: 2,
      because: 'Warm and cold are one fingerprint there; only the wait is shorter.',
    },
  ],
  further: ['kwon-2023', 'vllm-batch-invariance', 'he-2025'],
  solutions: {
    mask: 'Choose “without it”: each of your five rows sees all seven keys of the neighbour, 35 in all.',
    'read-out': 'Run it to the end. Expected: only the leaking pairs follow the two digits, in both sets.',
    warm: 'Run it to the end. Expected: under the invariant set warm and cold have the same bits.',
    cascade: 'Set 4 requests alike with 48 tokens in common and let a stranger arrive at step 6.',
  },
};
