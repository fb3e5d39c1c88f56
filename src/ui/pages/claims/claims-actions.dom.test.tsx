import { beforeEach, expect, it } from 'vitest';
import { claimsActions } from './claims-actions.ts';

beforeEach(() => {
  location.hash = '';
});

it.each([
  ['Go to the claims: Studies', '#claims/study'],
  ['Go to the claims: Tracker', '#claims/tracker'],
  ['Go to the claims: Timeline', '#claims/timeline'],
  ['Go to the claims: Run a study', '#claims/runner'],
  ['Open the study: Tokens until company tells', '#claims/study/fork-survival'],
  ['Open the study: Does invariance cost quality?', '#claims/study/invariance-quality'],
])('“%s” is an action for the palette', (title, address) => {
  claimsActions.find((each) => each.title === title)!.run();
  expect(location.hash).toBe(address);
});
