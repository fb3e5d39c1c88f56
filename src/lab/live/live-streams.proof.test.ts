import { expect, test } from 'vitest';
import { createRandom } from '../../experiment/random.ts';
import { fateOf, losingEngine } from '../load/testing/losing-engine.ts';
import { LOSSY, SERVINGS, serveCrowds } from './testing/live-crowds.ts';

/** Crowds of a dozen clients each. */
const CROWDS = 60;

test.each(SERVINGS)(
  '$name: nobody is lost or mixed up, whoever gives up whenever',
  async ({ arm, atWork, ask }) => {
    expect(await serveCrowds(arm, CROWDS, { atWork, ...(ask && { ask }) })).toBeGreaterThan(0);
  },
);

test.each(SERVINGS)('$name, on devices that are lost: the same', async ({ arm, ask }) => {
  let lost = 0;
  const setting = (seed: number) => {
    const { fate, count } = fateOf(createRandom(seed), 0.1, 3);
    const counted = () => {
      const before = count.lost;
      const found = fate();
      lost += count.lost - before;
      return found;
    };
    const open = () => losingEngine(counted);
    return { engine: open(), reopen: () => Promise.resolve(open()) };
  };
  await serveCrowds(arm, CROWDS / 4, { setting, ...(ask && { ask }) });
  expect(lost).toBeGreaterThan(0);
});

test.each(LOSSY)('$name: everyone is answered or gives up, and nothing is held then', async ({ arm }) => {
  await serveCrowds(arm, CROWDS, { lossy: true });
});
