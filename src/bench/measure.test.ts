import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { measureInTurn } from './measure.ts';

/** The time, which only steps move on. */
let now = 0;

beforeEach(() => {
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => vi.restoreAllMocks());

/** Something whose every step takes so long. */
const taking = (name: string, milliseconds: number, onStep: () => void = () => undefined) => ({
  name,
  step: () => {
    onStep();
    now += milliseconds;
    return Promise.resolve();
  },
});

test('every runner is timed in every repeat, in turn, and who goes first changes', async () => {
  const log: string[] = [];
  const runners = [taking('a', 40, () => log.push('a')), taking('b', 70, () => log.push('b'))];
  const found = await measureInTurn(runners, { repeats: 4, longest: 60_000 });
  // Two rounds to warm up, then four.
  expect(log.join('')).toBe('abbaabbaabba');
  expect(found.get('a')?.wall).toEqual([40, 40, 40, 40]);
  expect(found.get('b')?.wall).toEqual([70, 70, 70, 70]);
});

test.each([
  [5, 6],
  [1, 16],
  [0, 16],
])('steps of %i ms, too short for the clock, are gathered by %i into a sample', async (length, together) => {
  let steps = 0;
  const quick = taking('quick', length, () => steps++);
  const found = await measureInTurn([quick], { repeats: 3, longest: 60_000 });
  // The first round to warm up takes one step, which the size of the next is chosen by.
  expect(steps).toBe(1 + together + 3 * together);
  expect(found.get('quick')?.wall).toEqual([length, length, length]);
});

test('processor time is told a step too', async () => {
  const quick = taking('quick', 10);
  const found = await measureInTurn([quick], {
    ...{ repeats: 3, longest: 60_000 },
    processorTime: () => 2 * now,
  });
  expect(found.get('quick')?.processor).toEqual([20, 20, 20]);
});

test('ends early where a case takes long, after three repeats; ends at once where it is aborted', async () => {
  const slow = taking('slow', 30);
  const found = await measureInTurn([slow], { repeats: 50, longest: 1 });
  expect(found.get('slow')?.wall).toHaveLength(3);
  const stop = new AbortController();
  const running = measureInTurn([slow], { repeats: 50, longest: 60_000, signal: stop.signal });
  stop.abort(new Error('enough'));
  await expect(running).rejects.toThrow('enough');
});
