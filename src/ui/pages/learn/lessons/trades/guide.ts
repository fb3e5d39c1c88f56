import type { LessonGuide } from '../../lesson.ts';
import { leastLoud } from './scale-case.ts';

export const guide: LessonGuide = {
  objectives: [
    'Name five things that a busy system can give up, and say of each whether it costs time, bits or words.',
    'Say which of them invariant kernels undo, and why not the others.',
    'Say what an asker can notice from outside, and what no single answer tells.',
  ],
  exit: [
    {
      question: 'Which of these keeps every bit under invariant kernels?',
      options: ['Layers that become q8', 'Guesses that are verified', 'A smaller model for the overflow'],
      answer: 1,
      because: 'A guess stays where the model chooses it itself, by sums that the width does not reorder.',
    },
    {
      question: 'One scale for all rows. A neighbour changes its words, no shape changes. What reaches you?',
      options: ['Nothing', 'Its words', 'How large its largest number is'],
      answer: 2,
      because: 'The largest of all rows sets the step to which yours are rounded.',
    },
    {
      question: 'Answers shrink with the queue. Who decides how long yours may be?',
      options: ['Those that wait as you begin', 'Those that came before you', 'Your prompt'],
      answer: 0,
      because: 'It is set once, as you begin, by how many others wait then.',
    },
    {
      question: 'At temperature 0 the same question gets another word than yesterday. What do you know?',
      options: ['A smaller model answered', 'Something was not alike', 'A layer was q4'],
      answer: 1,
      because: 'Company, format and model can each do that. One word does not tell them apart.',
    },
    {
      question: 'It gets the same words as yesterday. What do you know of bits?',
      options: ['Nothing', 'They are the same'],
      answer: 0,
      because: 'Every logit may be another one while the largest is of the same word.',
    },
  ],
  further: ['kwon-2023', 'orca-2022', 'he-2025', 'vllm-batch-invariance'],
  solutions: {
    precision:
      'Run it to the end. Expected: blocks lost fall, the first token comes earlier, tokens after it later, and the odds move, with q4 most.',
    scale: `Set the neighbour to ${leastLoud()}. In the run, the pair by one scale has other bits, the pair by row the same.`,
    drafts:
      'Run it to the end. Expected: other bits in the three variant pairs, the same in the three invariant ones.',
    effort: 'Let 9 come behind you: 96 tokens are left.',
    model: 'Run it to the end. Expected: one answer in the first two arms, two in the others.',
    outside:
      'Run it to the end. Expected: late against at once, whole against cut, and under invariant kernels the same words through both doors.',
  },
};
