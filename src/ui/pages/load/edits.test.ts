import { expect, it } from 'vitest';
import { crowdSchema } from '../../../experiment/crowd-schema.ts';
import { expectedRates, intensityOf, medianOf, withIntensity, withMedianPrompt } from './crowd-edits.ts';
import { latencyLines, sharesWithin } from './latency-lines.ts';
import { servingOf, withArm, withCrowd, withServing } from './load-edits.ts';
import { smallCrowd } from './testing/small-crowd.ts';

const crowd = smallCrowd.crowd!;

it('moves peak, noise and lengths, each without the others', () => {
  expect(intensityOf(crowd.arrivals)).toBe(40);
  const calm = withIntensity(crowd.arrivals, 1);
  expect(calm).toMatchObject({ kind: 'surge', peak: 1, baseline: 1 });
  expect(crowdSchema.parse({ ...crowd, arrivals: calm }).arrivals).toEqual(calm);
  const longer = withMedianPrompt(crowd, 72);
  expect(longer.prompt).toEqual({ kind: 'uniform', least: 16, most: 128 });
  expect(medianOf(longer.output)).toBe(2 * medianOf(crowd.output));
  const lengths = {
    kind: 'quantiles',
    at: [
      [0, 1],
      [0.5, 100],
      [1, 1000],
    ],
  } as const;
  expect(medianOf(lengths)).toBe(100);
  const edited = withCrowd({ noise: 0.25 })(smallCrowd);
  expect(edited.ok && edited.experiment.crowd).toMatchObject({ noise: 0.25, arrivals: crowd.arrivals });
});

it('draws the rate that each process is expected to have', () => {
  const rates = expectedRates(crowd)!;
  expect(Math.max(...rates)).toBeCloseTo(40);
  expect(rates[0]).toBe(2);
  expect(expectedRates({ ...crowd, arrivals: { kind: 'closed', users: 4, thinkMs: 0 } })).toBeNull();
});

it('switches a mechanism, refuses what makes no sense, and drops what says nothing', () => {
  const arm = smallCrowd.arms[0].name;
  const on = withServing(arm, { prefix: 'on' })(smallCrowd);
  if (!on.ok) throw new Error('refused');
  expect(servingOf(on.experiment.arms[0]).prefix).toBe('on');
  const packed = withServing(arm, { packing: 'masked' })(on.experiment);
  expect(packed.ok).toBe(false);
  expect(!packed.ok && packed.problems[0].reason).toContain('packing does not go with prefix reuse');
  const off = withServing(arm, { prefix: 'off' })(on.experiment);
  expect(off.ok && off.experiment.arms[0].serving).toBeUndefined();
  const more = withArm(arm, { limits: { ...smallCrowd.arms[0].limits, blocks: 0 } })(smallCrowd);
  expect(more.ok).toBe(false);
});

it('counts shares within a time', () => {
  expect(sharesWithin([1, 2, 2, 8], [0.5, 2, 100])).toEqual([0, 0.75, 1]);
  expect(sharesWithin([], [1])).toEqual([null]);
  expect(latencyLines({ requests: [] } as never, 0).map(({ values }) => values)).toEqual([[], [], [], []]);
});
