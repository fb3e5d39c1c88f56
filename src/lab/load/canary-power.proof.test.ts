import { expect, test } from 'vitest';
import { createRandom } from '../../experiment/random.ts';
import { type CanaryDecision, CanaryTest } from '../../steps/canary-test.ts';
import type { CanaryRule } from '../../steps/serving.ts';
import { printed } from './testing/printed.ts';

/** Figures of docs/audit.md: false alarms and power of a canary's test over courses whose truth is known. */

const COURSES = 2000;
const RULE: CanaryRule = {
  ...{ kind: 'canary', share: 0.05, seed: 0, alpha: 0.05, least: 20, most: 1000 },
  latency: { measure: 'e2el', quantile: 0.5, margin: 1.25 },
  quality: { margin: 0.1 },
};

interface Truth {
  /** Times the control's median. */
  readonly times: number;
  /** Right answers of the control and of the canary. */
  readonly right: readonly [control: number, canary: number];
}

interface Tally {
  readonly decided: Readonly<Record<CanaryDecision['because'], number>>;
  /** Median over the courses, of canary requests at the decision. */
  readonly requests: number;
}

/** Log-normal times of spread 0.5 about the median, as of services; requests go to the canary by lot. */
function courses(rule: CanaryRule, { times, right }: Truth, seed: number): Tally {
  const random = createRandom(seed);
  const unit = () => (random.next() + 0.5) / 2 ** 32;
  const normal = () => Math.sqrt(-2 * Math.log(unit())) * Math.cos(2 * Math.PI * unit());
  const decided = { least: 0, open: 0, slower: 0, worse: 0, 'no-worse': 0, unproven: 0 };
  const requests: number[] = [];
  for (let course = 0; course < COURSES; course++) {
    const trial = new CanaryTest(rule);
    while (trial.now.decision === 'continue') {
      const canary = unit() < rule.share;
      const ms = 100 * (canary ? times : 1) * Math.exp(0.5 * normal());
      trial.add(canary ? 'canary' : 'control', { ms, passed: unit() < right[Number(canary)] });
    }
    decided[trial.now.because]++;
    requests.push(trial.now.requests.canary);
  }
  return { decided, requests: requests.toSorted((a, b) => a - b)[COURSES >> 1] };
}

const percent = (count: number) => `${((100 * count) / COURSES).toFixed(1)} %`;

test('false alarms at either margin, and power between and beyond', () => {
  const cases: readonly (readonly [name: string, truth: Truth, rule?: Partial<CanaryRule>])[] = [
    ['the same', { times: 1, right: [0.8, 0.8] }],
    ['5 points better, as fast', { times: 1, right: [0.75, 0.8] }],
    [
      '10 % slower, 50 % allowed',
      { times: 1.1, right: [0.8, 0.8] },
      { latency: { ...RULE.latency, margin: 1.5 } },
    ],
    ['at the latency margin', { times: 1.25, right: [0.8, 0.8] }],
    ['at the quality margin', { times: 1, right: [0.8, 0.7] }],
    ['at both margins', { times: 1.25, right: [0.8, 0.7] }],
    ['twice as slow', { times: 2, right: [0.8, 0.8] }],
    ['10 points better, 300 % slower', { times: 4, right: [0.7, 0.8] }],
    ['as fast, 30 points worse', { times: 1, right: [0.8, 0.5] }],
  ];
  const rows = cases.map(([name, truth, rule], i) => {
    const { decided, requests } = courses({ ...RULE, ...rule }, truth, i + 1);
    return {
      canary: name,
      promoted: percent(decided['no-worse']),
      'rolled back, slower': percent(decided.slower),
      'rolled back, worse': percent(decided.worse),
      'rolled back, unproven': percent(decided.unproven),
      'its requests, median': requests,
    };
  });
  printed('a canary of 5 %', rows);
  const share = (at: number, column: keyof (typeof rows)[number]) =>
    Number.parseFloat(`${rows[at][column]}`) / 100;
  // Harm that is none, over all looks: at most alpha.
  for (const at of [0, 1, 2])
    expect(share(at, 'rolled back, slower') + share(at, 'rolled back, worse')).toBeLessThanOrEqual(0.05);
  for (const at of [3, 4, 5]) {
    expect(share(at, 'rolled back, slower') + share(at, 'rolled back, worse')).toBeLessThanOrEqual(0.05);
    expect(share(at, 'promoted')).toBeLessThanOrEqual(0.05);
  }
  for (const at of [6, 7]) expect(share(at, 'rolled back, slower')).toBe(1);
});
