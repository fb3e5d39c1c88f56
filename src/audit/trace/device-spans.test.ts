import { expect, test } from 'vitest';
import { buildSpans } from './build-spans.ts';
import { deviceSpans } from './device-spans.ts';
import { SpanRecorder } from './span-recorder.ts';
import { flatSpans, ownTimes } from './spans.ts';

const kernel = (label: string, begin: number, end: number) => ({
  ...{ label, begin, end },
  operation: label.replace(/^layer\d+\./, ''),
});

test('kernels are drawn from the submission on, by layer, and may lie later by what is left of the time', () => {
  const { trees, slack } = deviceSpans(
    [
      kernel('embed', 100, 101),
      kernel('layer0.qkv', 101.5, 103),
      kernel('layer0.attention', 103, 104),
      kernel('head', 104, 105),
    ],
    10,
    20,
  );
  expect(slack).toBe(5);
  expect(trees.map(({ name, begin, end, kind }) => [name, begin, end, kind])).toEqual([
    ['embed', 10, 11, 'movement'],
    ['layer 0', 11.5, 14, 'wait'],
    ['head', 14, 15, 'tensor'],
  ]);
});

test('passes that overlap count with what each adds', () => {
  const { trees } = deviceSpans(
    [kernel('embed', 0, 3), kernel('head', 1, 4), kernel('sample_slices', 2, 3)],
    0,
    10,
  );
  const own = ownTimes(flatSpans(trees));
  expect([...own]).toEqual([3, 1, 0]);
});

test('what the device’s clock says beyond the host’s is cut off', () => {
  const { trees, slack } = deviceSpans([kernel('embed', 0, 8), kernel('head', 8, 16)], 2, 12);
  expect(trees.map(({ begin, end }) => [begin, end])).toEqual([
    [2, 10],
    [10, 12],
  ]);
  expect(slack).toBe(0);
});

test('kernels lie in the wait for them; where none were told of, that wait stands for them', () => {
  const recorder = new SpanRecorder();
  recorder.begin('step 0');
  recorder.lap('submit');
  recorder.lap('readback');
  recorder.kernels?.([kernel('head', 0, 0.000_001)]);
  recorder.lap('timestamps');
  recorder.end();
  const { spans, slack } = buildSpans(recorder.recorded);
  expect(spans.map(({ name, parent, lane, kind }) => [name, parent, lane, kind])).toEqual([
    ['step 0', null, 'host', 'host'],
    ['submit', 0, 'host', 'host'],
    ['readback', 0, 'host', 'wait'],
    ['head', 2, 'device', 'tensor'],
    ['timestamps', 0, 'host', 'added'],
  ]);
  expect(slack).toBeGreaterThanOrEqual(0);
  for (const one of recorder.recorded) delete one.kernels;
  const told = buildSpans(recorder.recorded, 'readback');
  expect(told.spans.find(({ name }) => name === 'readback')?.kind).toBe('tensor');
  expect(told.slack).toBeNull();
});

test('ending what never began is refused', () => {
  expect(() => new SpanRecorder().end()).toThrow(RangeError);
});
