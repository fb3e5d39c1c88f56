import { expect, test } from 'vitest';
import { measureInTurn } from './measure.ts';

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test('every runner is timed in every repeat, in turn, and who goes first changes', async () => {
  const log: string[] = [];
  const runner = (name: string) => ({
    name,
    step: async () => {
      log.push(name);
      await wait(40);
    },
  });
  const found = await measureInTurn([runner('a'), runner('b')], { repeats: 4, longest: 60_000 });
  // Two rounds to warm up, then four.
  expect(log.join('')).toBe('abbaabbaabba');
  expect(found.get('a')?.wall).toHaveLength(4);
  expect(Math.min(...(found.get('b')?.wall ?? []))).toBeGreaterThan(35);
});

test('steps too short for the clock are gathered into samples', async () => {
  let steps = 0;
  const quick = {
    name: 'quick',
    step: async () => {
      steps++;
      await wait(5);
    },
  };
  await measureInTurn([quick], { repeats: 3, longest: 60_000 });
  expect(steps).toBeGreaterThan(3 * 3);
});

test('ends early where a case takes long, after three repeats; ends at once where it is aborted', async () => {
  const slow = { name: 'slow', step: () => wait(30) };
  const found = await measureInTurn([slow], { repeats: 50, longest: 1 });
  expect(found.get('slow')?.wall).toHaveLength(3);
  const stop = new AbortController();
  const running = measureInTurn([slow], { repeats: 50, longest: 60_000, signal: stop.signal });
  stop.abort(new Error('enough'));
  await expect(running).rejects.toThrow('enough');
});
