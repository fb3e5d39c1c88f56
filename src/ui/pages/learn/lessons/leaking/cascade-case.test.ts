import { expect, test } from 'vitest';
import { isSwitched, sharedSteps } from './cascade-case.ts';

const crowd = { alike: 4, prefixTokens: 32, stranger: 0 };
const path = (changes: Partial<typeof crowd>) =>
  sharedSteps({ ...crowd, ...changes }).map((step) => step.shared);

test('a beginning is shared from its thresholds on', () => {
  expect(path({})).toEqual(Array(12).fill(32));
  expect(path({ alike: 3 })).toEqual(Array(12).fill(0));
  expect(path({ prefixTokens: 16 })).toEqual(Array(12).fill(0));
});

test('a stranger takes it from you while it is there', () => {
  const steps = sharedSteps({ ...crowd, stranger: 6 });
  expect(steps.filter(({ shared }) => shared === 0).map(({ step }) => step)).toEqual([6, 7, 8]);
  expect(isSwitched(steps)).toBe(true);
  expect(isSwitched(sharedSteps(crowd))).toBe(false);
  expect(isSwitched(sharedSteps({ ...crowd, alike: 2, stranger: 6 }))).toBe(false);
});
