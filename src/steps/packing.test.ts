import { expect, test } from 'vitest';
import { DEFAULT_SERVING, type Serving } from './serving.ts';
import type { StepPlan } from './step-plan.ts';
import { promptOf, requestOf } from './testing/requests.ts';
import { serve } from './testing/serve.ts';

const LIMITS = { maxSequences: 8, maxTokensPerStep: 64, blocks: 20 };
const packing = (how: Serving['packing']): Serving => ({ ...DEFAULT_SERVING, packing: how });
const trio = [
  requestOf('a', 0, 3, { prompt: promptOf(1, 10) }),
  requestOf('b', 0, 3, { prompt: promptOf(2, 12) }),
  requestOf('c', 0, 3, { prompt: promptOf(3, 10) }),
];

const placesOf = ({ slices }: StepPlan) =>
  slices.map(({ request, start, position = start, from = 0, blocks }) => [
    request,
    start,
    position,
    from,
    blocks,
  ]);

test('prompts of a step lie end to end in one sequence, each at positions of its own', () => {
  const { plans } = serve(trio, LIMITS, packing('masked'));
  expect(placesOf(plans[0])).toEqual([
    ['a', 0, 0, 0, [0]],
    ['b', 10, 0, 10, [0, 1]],
    ['c', 22, 0, 22, [0, 1]],
  ]);
});

test('whoever goes on writes behind its segment into a copy, but the last in a block', () => {
  const { plans } = serve(trio, LIMITS, packing('masked'));
  expect(plans[1].moves).toEqual([
    { kind: 'copy', from: 0, to: 2 },
    { kind: 'copy', from: 1, to: 3 },
  ]);
  expect(placesOf(plans[1])).toEqual([
    ['a', 10, 10, 0, [2]],
    ['b', 22, 12, 10, [0, 3]],
    ['c', 32, 10, 22, [0, 1, 4]],
  ]);
});

test('a sequence ends where a request could outgrow the cache of its arm, and another begins', () => {
  const { plans } = serve(trio, { ...LIMITS, maxContext: 30 }, packing('masked'));
  expect(placesOf(plans[0])).toEqual([
    ['a', 0, 0, 0, [0]],
    ['b', 10, 0, 10, [0, 1]],
    ['c', 0, 0, 0, [2]],
  ]);
});

test('leaking: every row attends to all before it', () => {
  const { plans } = serve(trio, LIMITS, packing('leaking'));
  expect(
    plans
      .slice(0, 3)
      .flatMap(placesOf)
      .map(([, , , from]) => from),
  ).toEqual(Array(9).fill(0));
  expect(placesOf(plans[0]).map(([, start, position]) => [start, position])).toEqual([
    [0, 0],
    [10, 0],
    [22, 0],
  ]);
});

test('a prompt that does not fit the step, or could outgrow the pool behind others, begins a sequence of its own', () => {
  const long = requestOf('d', 0, 1, { prompt: promptOf(4, 40) });
  const { plans } = serve([...trio, long], LIMITS, packing('masked'));
  expect(placesOf(plans[0])[3].slice(0, 4)).toEqual(['d', 0, 0, 0]);
  const tight = serve(trio, { ...LIMITS, blocks: 2 }, packing('masked'));
  expect(
    tight.plans.flatMap(({ slices }) => slices).every(({ from }) => from === undefined || from === 10),
  ).toBe(true);
  expect(tight.state.finished).toHaveLength(3);
});
