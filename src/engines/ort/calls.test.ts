import { expect, test } from 'vitest';
import { stepOf } from '../../steps/testing/arms.ts';
import { describeCall, stepCalls } from './calls.ts';
import { commonFeeds, lengthFeeds, placeFeeds } from './feeds.ts';

const slice = (request: string, start: number, tokens: readonly number[], samples = true) => ({
  request,
  start,
  tokens,
  blocks: [0],
  sample: samples ? ('last' as const) : ('none' as const),
});

const MIXED = stepOf(
  slice('decoding', 7, [1]),
  slice('new', 0, [2, 3, 4]),
  slice('chunk', 4, [5, 6], false),
  slice('short', 0, [7]),
  slice('other', 9, [8]),
);

test('a step becomes one batch of new prompts, one call for each later chunk, one batch of decoding requests', () => {
  const calls = stepCalls(MIXED);
  expect(calls.map(describeCall)).toEqual(['prefill 2 x 3', 'chunk 1 x 2', 'decode 2 x 1']);
  expect(calls.map(({ slices }) => slices.map(({ request }) => request))).toEqual([
    ['new', 'short'],
    ['chunk'],
    ['decoding', 'other'],
  ]);
});

test('prompts are padded on the right, and the last true row of each is sampled', () => {
  const [prefill, chunk] = stepCalls(MIXED);
  expect(commonFeeds(prefill)).toMatchObject({
    input_ids: { data: Int32Array.of(2, 3, 4, 7, 0, 0), dims: [2, 3] },
    rows: { data: Int32Array.of(2, 3) },
  });
  // Nothing is sampled: one row stands in, since a product of no rows is no product.
  expect(commonFeeds(chunk).rows.data).toEqual(Int32Array.of(0));
});

test('lengths name the last position of each request and the most positions', () => {
  const [, , decode] = stepCalls(MIXED);
  expect(lengthFeeds(decode)).toMatchObject({
    seqlens_k: { data: Int32Array.of(7, 9) },
    total_sequence_length: { data: Int32Array.of(10) },
  });
});

test('the plain graph is told where each row goes and which keys it sees', () => {
  const [, chunk] = stepCalls(MIXED);
  const { positions, slots, mask } = placeFeeds(chunk, 8);
  expect(positions.data).toEqual(Int32Array.of(4, 5));
  expect(slots.data).toEqual(BigInt64Array.of(0n, 4n, 0n, 5n));
  expect(Array.from(mask.data as Float32Array, (value) => value === 0)).toEqual([
    ...[true, true, true, true, true, false, false, false],
    ...[true, true, true, true, true, true, false, false],
  ]);
});

test('and which of its last keys, where a layer sees no more', () => {
  const [, chunk] = stepCalls(MIXED);
  const { mask, local_mask } = placeFeeds(chunk, 8, [3]);
  expect(mask).toBeUndefined();
  expect(Array.from(local_mask.data as Float32Array, (value) => value === 0)).toEqual([
    ...[false, false, true, true, true, false, false, false],
    ...[false, false, false, true, true, true, false, false],
  ]);
});
