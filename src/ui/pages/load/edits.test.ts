import { expect, it } from 'vitest';
import { crowdSchema } from '../../../experiment/crowd-schema.ts';
import {
  expectedRates,
  intensityOf,
  medianOf,
  mediansOf,
  withIntensity,
  withMedianPrompt,
} from './crowd-edits.ts';
import { latencyLines, sharesWithin } from './latency-lines.ts';
import { servingOf, withArm, withCrowd, withServing } from './load-edits.ts';
import { isSameExperiment } from './same-experiment.ts';
import { placedMarks } from './switch-marks.ts';
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

it('takes rates and medians of a trace from its rows, the last one included', () => {
  const rows = [
    [0, 10, 3],
    [400, 700, 5],
    [1000, 20, 1],
  ] as const;
  const trace = {
    ...crowd,
    arrivals: { kind: 'trace', name: 't', block: 16, rows },
    milliseconds: 1000,
  } as const;
  const rates = expectedRates(trace)!;
  expect(rates.filter((rate) => rate > 0)).toHaveLength(3);
  expect(rates.at(-1)).toBeGreaterThan(0);
  expect(mediansOf(trace)).toEqual({ prompt: 20, output: 3 });
  expect(mediansOf(crowd)).toEqual({ prompt: medianOf(crowd.prompt), output: medianOf(crowd.output) });
});

it('knows an experiment again, in whatever order its fields were written', () => {
  const again = Object.fromEntries(Object.entries(structuredClone(smallCrowd)).toReversed());
  expect(isSameExperiment(smallCrowd, again as typeof smallCrowd)).toBe(true);
  expect(isSameExperiment(smallCrowd, { ...smallCrowd, crowd: { ...crowd, noise: 0.1 } })).toBe(false);
});

it('puts the words of marks where none covers another', () => {
  const words = 'prefix reuse on';
  const marks = placedMarks(
    [100, 104, 108, 112, 590].map((x) => ({ x, words })),
    600,
  );
  expect(marks.map(({ row, left }) => [row, left])).toEqual([
    [0, false],
    [1, false],
    [2, false],
    [null, false],
    [0, true],
  ]);
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
