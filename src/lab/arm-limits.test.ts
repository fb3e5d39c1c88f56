import { expect, it } from 'vitest';
import { parseExperiment } from '../experiment/schema.ts';
import { armLimits } from './arm-limits.ts';

const arm = (limits: object, disaggregated: boolean) =>
  parseExperiment({
    ...{ version: 2, title: 'x', requests: [{ id: 'p', role: 'probe', promptIds: [1] }] },
    arms: [{ name: 'a', requests: ['p'], kernels: 'variant', limits, serving: { disaggregated } }],
  }).arms[0];

it('leaves a request that is by itself room on both sides of two queues', () => {
  // Three blocks of 16 positions.
  expect(armLimits(arm({}, false), [40]).blocks).toBe(3);
  expect(armLimits(arm({}, true), [40]).blocks).toBe(6);
  expect(armLimits(arm({ blocks: 20 }, true), [40]).blocks).toBe(6);
  const crowd = { most: 50, positions: 40 };
  expect(armLimits(arm({ maxSequences: 1 }, true), [8], crowd).blocks).toBe(6);
  // As stated, and as many as all can need.
  expect(armLimits(arm({ blocks: 4 }, true), [40]).blocks).toBe(4);
  expect(armLimits(arm({ maxSequences: 8 }, true), [8], crowd).blocks).toBe(24);
});
