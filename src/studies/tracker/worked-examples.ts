import type { OwnNumbers } from './own-numbers.ts';

/** Numbers that were published, as somebody would enter them. */
export interface WorkedExample {
  readonly id: string;
  readonly name: string;
  readonly numbers: OwnNumbers;
  readonly source: { readonly words: string; readonly url: string };
}

/** A public tracker of one coding assistant: 50 tasks a day, a day's, a week's and a month's rate, each tested at 0.05. */
const TRACKER = 'https://marginlab.ai/trackers/claude-code/';

export const WORKED_EXAMPLES: readonly WorkedExample[] = [
  {
    ...{ id: 'march-dip', name: 'The March dip: 45 % of 50 against 56 to 58 %' },
    numbers: { baseline: [0.56, 0.58], baselineRuns: null, n: 50, observed: 0.45, looks: 1 },
    source: {
      words: 'the paper, of a daily tracker; the tracker’s page shows the latest days alone',
      url: TRACKER,
    },
  },
  {
    ...{ id: 'march-dip-month', name: 'The March dip as one day of a month' },
    numbers: { baseline: [0.56, 0.58], baselineRuns: null, n: 50, observed: 0.45, looks: 30 },
    source: { words: 'the same; a tracker that tests each day looks 30 times a month', url: TRACKER },
  },
  {
    ...{ id: 'january-known', name: 'January: 58 to 53.9 %, n = 655, the 58 % known exactly' },
    numbers: { baseline: [0.58, 0.58], baselineRuns: null, n: 655, observed: 353 / 655, looks: 1 },
    source: {
      words:
        'the tracker’s 30 days up to 29 January 2026: 4.1 points below 58 %, beyond its threshold of 3.4',
      url: TRACKER,
    },
  },
  {
    ...{ id: 'january-estimated', name: 'January: the same, the 58 % estimated from 1,000 runs' },
    numbers: { baseline: [0.58, 0.58], baselineRuns: 1000, n: 655, observed: 353 / 655, looks: 1 },
    source: {
      words: 'the same; of how many runs its baseline was is not said, 1,000 are assumed',
      url: TRACKER,
    },
  },
];
