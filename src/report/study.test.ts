import { expect, it } from 'vitest';
import type { StudyOutcome, TestedHypothesis } from '../studies/sweep/outcome.ts';
import { MADE_UP_STUDY, madeUpOutcome } from '../studies/sweep/testing/made-up-outcome.ts';
import { hypothesisSentence, studyVerdict } from './study.ts';

const [nullEffect, difference, unclear, small, explored] = madeUpOutcome().hypotheses;
const say = (tested: TestedHypothesis, changes: Partial<TestedHypothesis> = {}) =>
  hypothesisSentence({ ...tested, ...changes }, MADE_UP_STUDY);
const verdictOf = (changes: Partial<StudyOutcome>) => studyVerdict({ ...madeUpOutcome(), ...changes });

it('says a difference with figures, interval, test and correction', () => {
  expect(say(difference)).toBe(
    'With precision q4 against f32 (arm variant) the pass rate is 13.9 points lower (49.3 % against 63.2 %; 95 % interval of the difference −17.1 to −10.7 points; n = 720; McNemar, exact: p < 0.0001; two one-sided tests: p = 1; by Holm p < 0.0001).',
  );
});

it('says that a null is none larger than what matters, never that it is not significant', () => {
  expect(say(nullEffect)).toContain('there is no effect on the pass rate larger than 2 points (');
  expect(say(nullEffect)).not.toContain('significant');
});

it('says what cannot be said, and how many it would have needed', () => {
  expect(say(unclear)).toMatch(
    /^Whether the pass rate differs .* cannot be said with n = 240 .*: to see 2 points it would need about 3,000\.$/,
  );
  expect(say(unclear, { hypothesis: { ...unclear.hypothesis, kind: 'equivalence' } })).toContain(
    'to rule out',
  );
  const found = say(unclear, { hypothesis: { ...unclear.hypothesis, smallest: 0 }, equivalenceP: null });
  expect(found).toContain('to see 2.5 points, as found here, it would need about');
});

it('says of an interval within what does not matter that the corrected test falls short', () => {
  const within = { value: 0.001, low: 0, high: 0.008 };
  expect(say(unclear, { difference: within })).toMatch(
    /: the interval lies within 2 points, but the test, corrected for all comparisons, does not say so\.$/,
  );
  expect(say(unclear, { difference: { value: 0.015, low: 0.01, high: 0.0205 } })).toMatch(
    /: the effect is too near to 2 points to tell\.$/,
  );
});

it('counts what has no pair yet apart, without the zeros that stand for it', () => {
  const zero = { value: 0, low: 0, high: 0 };
  const empty = { ...unclear, n: 0, ...{ a: zero, b: zero, difference: zero } };
  expect(verdictOf({ hypotheses: [empty, empty, empty] })).toBe('Of 3 comparisons 3 have no pair yet.');
  expect(verdictOf({ hypotheses: [difference, small, empty] })).toMatch(/ and 1 has no pair yet, each with/);
});

it('gives no interval where none could be drawn, and counts one as one', () => {
  const { hypothesis } = difference;
  const counted = {
    hypothesis: { ...hypothesis, measure: 'distinct', smallest: 1 } as const,
    ...{ a: { value: 3, low: 3, high: 3 }, b: { value: 1, low: 1, high: 1 } },
    difference: { value: 2, low: 2, high: 2 },
  };
  const sentence = say(difference, counted);
  expect(sentence).toContain('is 2 completions higher (3 completions against 1 completion; n = 720');
  expect(sentence).not.toContain('interval');
});

it('tells a difference that does not matter from one that may not', () => {
  expect(say(small)).toContain('0.8 tokens lower, less than the 2 tokens that would matter');
  const near = { value: -0.03, low: -0.05, high: -0.01 };
  expect(say(difference, { difference: near })).toContain(
    'though maybe by less than the 2 points that would matter',
  );
  expect(say(difference)).not.toContain('maybe');
});

it('labels what was not planned', () => {
  expect(say(explored)).toMatch(/^Exploratory: /);
  expect(say({ ...explored, planned: true })).not.toContain('Exploratory');
});

it('says where every pair is equal and where nothing was measured', () => {
  expect(say(nullEffect, { p: null })).toContain('McNemar, exact: every pair is equal');
  expect(say(nullEffect, { n: 0 })).toContain('nothing was measured of the pass rate');
});

it('sums many hypotheses up in one sentence, without those that were not planned', () => {
  const verdict = verdictOf({});
  expect(verdict).toMatch(
    /^Of 4 comparisons 1 shows a difference \(pass rate, precision q4 against f32 with arm variant: −13\.9 points, −17\.1 to −10\.7 points\), /,
  );
  expect(verdict).not.toContain('fork-by-noise');
  expect(verdict.match(/\. /g)).toBeNull();
});

it('says few of them whole, and follows what was found', () => {
  expect(verdictOf({ hypotheses: [nullEffect] })).toContain(
    'no effect on the pass rate larger than 2 points',
  );
  const turned = { ...nullEffect, conclusion: 'difference', difference: difference.difference } as const;
  expect(verdictOf({ hypotheses: [turned] })).toContain('13.9 points lower');
});

it('says that it is from a part, from an early look, or of nothing that was planned', () => {
  const jobs = { planned: 36, done: 12, rerun: 0, differing: 0 };
  expect(verdictOf({ jobs })).toMatch(/ \(from 12 of 36 jobs\)\.$/);
  expect(verdictOf({ look: { of: 3, now: 1, alpha: 0.0002 } })).toMatch(/ \(look 1 of 3\)\.$/);
  expect(verdictOf({ hypotheses: [explored] })).toMatch(
    /^Nothing was planned, this is exploratory: with noise/,
  );
  expect(verdictOf({ hypotheses: [] })).toBe(
    'No comparison was planned: the study gives figures of 6 cells and no verdict.',
  );
});
