import type { LessonGuide } from '../../lesson.ts';
import { largestTight } from './memory-case.ts';

export const guide: LessonGuide = {
  objectives: [
    'Say what a queue can change of your answer and what it cannot.',
    'Say who gives way when memory runs out, in which ways, and whether each changes time, bits or words.',
    'Name who pays for a shorter wait under tiers and under a bounded queue.',
  ],
  exit: [
    {
      question: 'Invariant kernels. You waited behind a crowd and were served among it. Your answer has:',
      options: ['Other last bits', 'The bits that it has alone', 'Other words'],
      answer: 1,
      because: 'The queue adds nothing up, and the order of your sums does not follow the crowd.',
    },
    {
      question: 'Kernels are invariant. Which of these can still give you other words?',
      options: ['Being computed again', 'Being swapped out and back', 'Eviction of keys'],
      answer: 2,
      because: 'The other two end with the keys that you had. Eviction ends with fewer.',
    },
    {
      question: 'A bounded queue shortens the wait of those that are in it. Who pays?',
      options: ['Those it tells no', 'The device', 'Nobody'],
      answer: 0,
      because: 'The device does no more than before. Somebody is not served, and knows it at once.',
    },
    {
      question:
        'Swapping moves your blocks away and back, bit for bit. Do variant kernels keep your bits then?',
      options: ['Yes: the blocks are the same', 'No: you come back into other company'],
      answer: 1,
      because:
        'The keys that you had are the same. The steps after it are among others than they would have been.',
    },
  ],
  further: ['orca-2022', 'kwon-2023', 'xiao-2024', 'vllm-batch-invariance'],
  solutions: {
    queue: 'With 8 places, 8 requests before you are enough.',
    memory: `A pool of ${largestTight()} blocks. With one more you never give way.`,
    'give-way':
      'Run it to the end. Expected: in the invariant pairs the needle has the same bits, the eldest, which lost keys, has others.',
    policies: 'Let 16 wait.',
    surge:
      'Run it to the end. Expected: one fingerprint in both invariant arms, and in the variant ones two.',
  },
};
