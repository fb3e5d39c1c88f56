/** What the lesson and its guide say of queue, memory and policies: computed here, and falls with its sentence. */
import { describe, expect, test } from 'vitest';
import { answeredAfter, firstTokenAfter, servedOf } from '../load-parts/serve-crowd.ts';
import { BLOCKS_LONGEST, BLOCKS_WANTED, largestTight, longestGap, memoryRun } from './memory-case.ts';
import { outcomeOf, policyRun, SURGE_SIZE } from './policy-case.ts';
import { queueRun, waitOf } from './queue-case.ts';
import { MEMORY, SURGE } from './waiting-experiments.ts';

describe('a queue', () => {
  const alone = waitOf(queueRun({ before: 0, places: 8 }));

  test('eight before you in eight places are enough for ten times, four are not', () => {
    const times = (before: number) => waitOf(queueRun({ before, places: 8 })).first / alone.first;
    expect(times(4)).toBeLessThan(10);
    expect(times(8)).toBeGreaterThanOrEqual(10);
  });

  test('you are in as many steps as alone, whoever came before', () => {
    for (const places of [4, 8, 16])
      for (const before of [4, 8, 16, 32])
        expect(waitOf(queueRun({ before, places })).yours, `${before} before ${places}`).toBe(alone.yours);
  });

  test('each ten more make the wait longer', () => {
    const waits = [0, 10, 20, 30].map((before) => firstTokenAfter(queueRun({ before, places: 8 }), 'you'));
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
  });
});

describe('memory', () => {
  const yours = (blocks: number, how: 'recompute' | 'swap') => servedOf(memoryRun(blocks, how).served, 'you');

  test('the largest tight pool is smaller than all at their longest, and one block more is enough', () => {
    expect(largestTight()).toBeLessThan(BLOCKS_WANTED - 1);
    expect(yours(largestTight(), 'recompute').gaveWay).toBeGreaterThan(0);
    for (let blocks = largestTight() + 1; blocks <= BLOCKS_WANTED; blocks++)
      expect(yours(blocks, 'recompute').gaveWay, `${blocks} blocks`).toBe(0);
  });

  test('giving way is a pause between two tokens, and never loses one', () => {
    const room = yours(BLOCKS_WANTED, 'recompute');
    for (const how of ['recompute', 'swap'] as const) {
      const tight = yours(largestTight(), how);
      expect(longestGap(tight.tokenTimes)).toBeGreaterThan(longestGap(room.tokenTimes));
      expect(tight.tokenTimes).toHaveLength(room.tokenTimes.length);
      expect(tight.evicted).toBe(0);
    }
  });

  test('the smallest pool still serves everyone', () => {
    const run = memoryRun(BLOCKS_LONGEST, 'recompute');
    expect([...run.served.values()].every(({ refused }) => refused === null)).toBe(true);
    expect(answeredAfter(run, 'you')).toBeGreaterThan(0);
    expect(() => memoryRun(BLOCKS_LONGEST - 1, 'swap')).toThrow('the longest request needs');
  });
});

describe('policies', () => {
  const [fcfs, tiers] = (['fcfs', 'tiers'] as const).map((policy) => outcomeOf(policyRun(policy, 8)));

  test('tiers: you hardly wait, nobody is refused, the others wait longer by little', () => {
    expect(tiers.yours!).toBeLessThan(fcfs.yours! / 5);
    expect([fcfs.refused, tiers.refused]).toEqual([0, 0]);
    expect(tiers.others).toBeGreaterThan(fcfs.others);
    expect(tiers.others).toBeLessThan(1.1 * fcfs.others);
  });

  test('a bound of 8 refuses you too, one of 16 others alone, and who is in waits less', () => {
    expect(outcomeOf(policyRun('bounded', 8)).yours).toBeNull();
    const { yours, refused, longest } = outcomeOf(policyRun('bounded', 16));
    expect(yours).not.toBeNull();
    expect(refused).toBeGreaterThan(0);
    expect(longest).toBeLessThan(fcfs.longest);
  });

  test('everyone ends in one way', () => {
    for (const policy of ['fcfs', 'tiers', 'bounded'] as const) {
      const { served } = policyRun(policy, 4);
      expect(served.size).toBe(SURGE_SIZE + 1);
      for (const { refused, tokenTimes } of served.values())
        expect(refused === null).toBe(tokenTimes.length > 0);
    }
  });
});

test('the presets are what the lesson says of them: seven requests, one table, arms of the names it shows', () => {
  expect(MEMORY.arms[0].requests).toHaveLength(7);
  expect(SURGE.clock).toEqual(MEMORY.clock);
  expect(SURGE.arms.map(({ kernels }) => kernels.matmul)).toEqual([
    ...['variant', 'variant', 'variant', 'invariant', 'invariant'],
  ]);
});
