import { expect, it } from 'vitest';
import type { TestedHypothesis } from '../studies/sweep/outcome.ts';
import { MADE_UP_STUDY, madeUpOutcome } from '../studies/sweep/testing/made-up-outcome.ts';
import { neededPairs } from './study-needed.ts';

const [tested] = madeUpOutcome().hypotheses;
const alone = { ...MADE_UP_STUDY, plan: { ...MADE_UP_STUDY.plan, correction: 'none' } } as const;

/** Of 100 pairs whose differences have a standard deviation of 1. */
function withDeviationOne(kind: 'difference' | 'equivalence', smallest: number): TestedHypothesis {
  const half = 1.959963984540054 / 10;
  const hypothesis = { ...tested.hypothesis, kind, smallest };
  return { ...tested, hypothesis, n: 100, difference: { value: 0.1, low: 0.1 - half, high: 0.1 + half } };
}

it.each([
  // ((1.95996 + 0.84162) / 0.5)² = 31.4 and ((1.64485 + 1.28155) / 0.5)² = 34.3: Chow, Shao and Wang, Sample Size Calculations, chapter 3.
  ['difference', 0.5, 31],
  ['equivalence', 0.5, 34],
  ['difference', 0.05, 3100],
  // Of no smallest effect, the one found, 0.1.
  ['difference', 0, 780],
] as const)('sizes a paired %s of %s', (kind, smallest, expected) => {
  expect(neededPairs(withDeviationOne(kind, smallest), alone)).toBe(expected);
});

it('needs more where alpha is shared', () => {
  const one = withDeviationOne('difference', 0.5);
  expect(neededPairs(one, MADE_UP_STUDY)).toBeGreaterThan(neededPairs(one, alone)!);
});

it('gives no number where none follows', () => {
  const one = withDeviationOne('difference', 0.5);
  const endless = { value: 0.1, low: 0.1, high: Number.POSITIVE_INFINITY };
  expect(neededPairs({ ...one, difference: endless }, alone)).toBeNull();
  expect(neededPairs({ ...one, difference: { value: 0, low: 0, high: 0 } }, alone)).toBeNull();
});
