import { describe, expect, test } from 'vitest';
import { syntheticCheckpoint } from '../model/testing/synthetic.ts';
import type { KernelSet } from '../numerics/sets/sets.ts';
import type { StepSlice } from './step-plan.ts';
import { describeStep, planStep } from './step-plans.ts';
import { armSpec, setsOf } from './testing/arms.ts';
import { prefixedSteps } from './testing/prefixed.ts';

const { config } = syntheticCheckpoint({}, { seed: 1, dtype: 'F32' });
const ones = (length: number) => new Array<number>(length).fill(1);
const [, , step] = prefixedSteps({ prefix: ones(144), own: [5, 70, 12].map(ones), cascade: true });

const planned = (set: KernelSet, plan = step) => {
  const spec = armSpec({ kernels: setsOf(set) });
  const plans = planStep(plan, spec, config);
  return { plans, texts: describeStep(plans, spec) };
};
const ends = (set: KernelSet) => planned(set).plans.splits.map((splits) => splits.map(({ end }) => end));

describe('a prefix of 144 keys that three requests share', () => {
  test('is a split of its own under a set that follows the batch, which cuts the rest as if it were not there', () => {
    // ceil(64 / (3 rows x KV heads)) parts are wanted of 32 keys at least.
    expect(ends('variant')).toEqual([
      [144, 149],
      [144, 167, 190, 214],
      [144, 156],
    ]);
    const { plans, texts } = planned('variant');
    expect(plans.shared).toEqual({ keys: 144, slices: new Set([0, 1, 2]) });
    expect(texts).toMatchObject({
      attention: 'variant@1 cascade@1 2-4 splits over 149-214 keys',
      shared: '144 keys read once for 3 requests',
    });
  });

  test('moves no split of a set that promises bits, which reads it once as far as its splits end within', () => {
    expect(ends('invariant')).toEqual([
      [64, 128, 149],
      [64, 128, 192, 214],
      [64, 128, 156],
    ]);
    expect(planned('invariant').texts).toMatchObject({
      attention: 'invariant@1 3-4 splits over 149-214 keys',
      shared: '128 keys read once for 3 requests',
    });
    expect(planned('pinned').plans.shared).toBeNull();
    expect(planned('pinned').texts.shared).toBeUndefined();
  });

  test.each([
    ['a segment of its own', { from: 16 }, 'attends from index 16 on'],
    ['rows that are part of it', { start: 140 }, 'begins at index 140'],
    ['other blocks', { blocks: [9, 8, 7, 6, 5, 4, 3, 2, 1, 0] }, 'has other blocks there'],
  ] as const)('is refused of a request with %s', (_, change, why) => {
    const wrong = {
      ...step,
      slices: step.slices.map((slice, i): StepSlice => (i === 1 ? { ...slice, ...change } : slice)),
    };
    expect(() => planned('invariant', wrong)).toThrow(`shared prefix of 144: r1 ${why}`);
  });
});
