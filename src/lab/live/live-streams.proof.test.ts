import { expect, test } from 'vitest';
import { LOSSY, SERVINGS, serveCrowds } from './testing/live-crowds.ts';

/** Crowds of a dozen clients each. */
const CROWDS = 60;

test.each(SERVINGS)('%s: nobody is lost or mixed up, whoever gives up whenever', async (_, arm, atWork) => {
  expect(await serveCrowds(arm, CROWDS, { atWork })).toBeGreaterThan(0);
});

test.each(LOSSY)('%s: everyone is answered or gives up, and nothing is held then', async (_, arm) => {
  await serveCrowds(arm, CROWDS, { lossy: true });
});
