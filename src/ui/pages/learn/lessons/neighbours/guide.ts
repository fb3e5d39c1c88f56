import type { LessonGuide } from '../../lesson.ts';

export const guide: LessonGuide = {
  objectives: [
    'Tell the three ways apart in which another request can reach yours: shape, content, load.',
    'Plan an experiment that changes one of them and holds the others still.',
    'Say what follows from an answer that changed, and what does not.',
  ],
  exit: [
    {
      question: 'At temperature 0 your answer changed overnight. What follows from that alone?',
      options: [
        'The model was changed',
        'Nothing yet: several causes give the same',
        'Someone’s noise got in',
      ],
      answer: 1,
      because:
        'Other company, other kernels, another GPU and another model all do that. Change one of them and compare.',
    },
    {
      question:
        'Variant kernels, a dense model. Your neighbours are exchanged for others of exactly the same lengths. Your bits?',
      options: ['The same', 'Other ones', 'The same only if the texts are alike'],
      answer: 0,
      because: 'Same rows, same plan, same bits: contents are never added to yours.',
    },
    {
      question:
        'Variant kernels. A neighbour comes at your token 10 and is gone at 14. Which of your tokens can have other bits?',
      options: ['10 to 14', '10 and all after it', 'All of them'],
      answer: 1,
      because: 'What the shared steps left in your cache stays there.',
    },
  ],
  further: ['orca-2022', 'kwon-2023', 'yuan-2025', 'vllm-batch-invariance', 'brown-2001', 'mcnemar-1947'],
  solutions: {
    'three-ways': 'First question: nothing at all. Second: the bits can change, though no content did.',
    'same-shape': 'Run it to the end. Expected: equal bits in all three sets, the variant one included.',
    'other-shape':
      'Run it to the end. Expected: the variant set’s bits differ with the company, those of invariant and pinned do not.',
    load: 'Have it arrive at step 12, with all else as it was: then it meets none of the steps that gave tokens 0 to 11.',
    conclude: 'Follows: the second and the sixth. Does not: the other four.',
  },
};
