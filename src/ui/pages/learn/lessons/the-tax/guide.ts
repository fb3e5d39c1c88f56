import type { LessonGuide } from '../../lesson.ts';

export const guide: LessonGuide = {
  objectives: [
    'Say what a mean of latencies hides, and put an alarm on what people feel.',
    'Say why |z| > 3 alarms at trifles in large windows and misses a doubled variance.',
    'Work out what a canary of a given share can see, and say it beside its verdict.',
  ],
  exit: [
    {
      question: 'The mean latency is as last week. Which may have happened unseen?',
      options: ['Most are quicker, a few are far slower', 'Nothing', 'All are slower'],
      answer: 0,
      because: 'One figure cannot tell many small gains from few large losses. A percentile can.',
    },
    {
      question: 'A window has 100 times the values, the shift is the same. What does z do?',
      options: ['It stays', 'It is 100 times as large', 'It is 10 times as large'],
      answer: 2,
      because: 'The standard error shrinks with the root of the number of values.',
    },
    {
      question: 'The variance doubles, the mean stays. Which sees it?',
      options: ['|z| > 3 of the means', 'KS', 'Both'],
      answer: 1,
      because: 'KS compares whole distributions; z looks at nothing but the means.',
    },
    {
      question: 'A canary is quiet after its answers. What was shown?',
      options: ['The new version is as good', 'It is not worse by more than the canary can see', 'Nothing'],
      answer: 1,
      because: 'A smaller fall than it can see would have been quiet too.',
    },
  ],
  further: ['dean-2013', 'brown-2001', 'orca-2022'],
  solutions: {
    mean: 'Set 40 requests a second.',
    alarm: 'Set 1,000,000 values. KS sees the doubled variance from 1,000 on.',
    canary: 'Set 8 points: 313 answers, 6,260 requests.',
  },
};
