import { expect, test } from 'vitest';
import { boundGroups } from './kernel-call.ts';

test('inputs, outputs and params are bound in that order, weights in a group of their own, however many buffers they have', () => {
  const call = { inputs: ['x', 'bounds'], outputs: ['y'] };
  expect(boundGroups(call, 'params')).toEqual([['x', 'bounds', 'y', 'params']]);
  expect(boundGroups(call, undefined)).toEqual([['x', 'bounds', 'y']]);
  const weights = ['words', 'scales'];
  expect(boundGroups({ ...call, weights }, 'params')).toEqual([['x', 'bounds', 'y', 'params'], weights]);
});
