import { beforeAll, describe, expect, test } from 'vitest';
import { CpuEngine } from '../engines/cpu/cpu.ts';
import { parseExperiment } from '../experiment/schema.ts';
import type { LoadedModel } from '../model/load.ts';
import { randomModel } from '../model/random-model.ts';
import { digestOf } from '../numerics/digest.ts';
import { createWholeFingerprint } from '../results/fingerprint.ts';
import { pairSeries } from '../results/pair-series.ts';
import { positionFigures } from '../results/position-figures.ts';
import { comparedReport, positionReport } from '../results/position-report.ts';
import { probeStreams, type RunResult, traceKey } from '../results/record.ts';
import { comparedPairs } from './compare-arms.ts';
import { replayForced } from './forced.ts';
import { replayLogits } from './position-logits.ts';
import { positionOfPair } from './position-of-pair.ts';
import { runExperiment } from './run.ts';

const TOKENS = 2;
const experiment = parseExperiment({
  version: 1,
  title: 'a real vocabulary',
  model: { name: 'random:smollm2-135m:1' },
  requests: [
    { id: 'p', role: 'probe', promptIds: [1, 2, 3], maxNewTokens: TOKENS, ignoreEos: true },
    { id: 'm', role: 'clean', promptIds: [7, 8], maxNewTokens: TOKENS, ignoreEos: true },
  ],
  arms: [
    { name: 'alone', requests: ['p'], kernels: 'variant', dtype: 'f32' },
    { name: 'company', requests: ['p', 'm'], kernels: 'variant', dtype: 'f32' },
  ],
  compare: [['alone', 'company']],
});

/** 49,152 logits a position: 590 kB of which a run keeps some hundred bytes. */
describe('a run at a real vocabulary', () => {
  let model: LoadedModel;
  let result: RunResult;
  /** By arm, (tokens) x (vocabulary), by running up to each token again. */
  const whole = new Map<string, Float32Array[]>();
  const engine = new CpuEngine();

  beforeAll(async () => {
    model = await randomModel(experiment.model.name);
    result = await runExperiment({ experiment, model, engine, wholeFingerprints: probeStreams(experiment) });
    for (const recorded of result.record.arms) {
      const logits: Float32Array[] = [];
      for (let position = 0; position < TOKENS; position++)
        logits.push(
          await replayLogits({ experiment, recorded, model, engine, place: { request: 'p', position } }),
        );
      whole.set(recorded.name, logits);
    }
  }, 60_000);

  test('keeps no whole logits, and traces that are those of the logits computed again', () => {
    for (const [arm, logits] of whole) {
      const trace = result.traces.get(traceKey(arm, 'p'))!;
      expect(trace.map((at) => at.logits)).toEqual(Array(TOKENS).fill(null));
      expect(trace.map(({ digest }) => digest)).toEqual(logits.map(digestOf));
    }
    expect(result.record.diffs[0].wholeLogits).toBe(false);
    expect(result.record.notes.join()).toContain('vocabulary of 49,152: whole logits are not kept');
  });

  test('has the figures that those logits give', async () => {
    const [pair] = comparedPairs(experiment, result.record.arms, result, model);
    const [a, b] = ['alone', 'company'].map((arm) => whole.get(arm)!);
    const { positions, totals } = await pairSeries(pair);
    expect(positions).toEqual(a.map((logits, at) => positionFigures(at, logits, b[at])));
    expect(totals).toMatchObject({ positions: TOKENS, logits: TOKENS * 49_152 });
    expect(totals.differing).toBeGreaterThan(0);
    const place = { probe: 'p', a: 'alone', b: 'company', position: 1, forced: false, textOf: String };
    const report = comparedReport(place, pair.measured!.get(1)!);
    const expected = positionReport({ ...place, logits: { a: a[1], b: b[1] } });
    expect(report).toMatchObject({ figures: expected.figures, histogram: expected.histogram });
    expect(report.top.map(({ token }) => token)).toEqual(expected.top.map(({ token }) => token));
  });

  test('tells a position from what was measured, and computes it where nothing was', async () => {
    const [pair] = comparedPairs(experiment, result.record.arms, result, model);
    const setting = { record: result.record, model, engine };
    const measured = await positionOfPair(pair, 1, setting);
    const told: number[] = [];
    const computed = await positionOfPair({ ...pair, measured: new Map() }, 1, {
      ...setting,
      onProgress: (done) => void told.push(done),
    });
    expect(told).toEqual([1, 2, 3, 4]);
    expect(computed).toMatchObject({ figures: measured.figures, histogram: measured.histogram });
    await expect(positionOfPair(pair, TOKENS, setting)).rejects.toThrow(
      'p: expected a token 2 in alone and company',
    );
  });

  test('makes fingerprint@1 where it is asked for, of logits that it does not keep', () => {
    for (const { name, requests } of result.record.arms) {
      const { tokens, fingerprint1 } = requests.find(({ id }) => id === 'p')!;
      const fingerprint = createWholeFingerprint();
      for (const [at, token] of tokens.entries()) fingerprint.add(token, whole.get(name)![at]);
      expect(fingerprint1).toBe(fingerprint.text());
    }
  });

  test('is compared past a fork by running both arms again, side by side', async () => {
    const [against, recorded] = result.record.arms;
    const tokens = [5, 6];
    const setting = { experiment, model, engine, probe: 'p', tokens };
    const forced = await replayForced({ ...setting, recorded, against });
    expect([...forced.measured.keys()]).toEqual([0, 1]);
    const [a, b] = await Promise.all(
      [against, recorded].map((each) =>
        replayLogits({ ...setting, recorded: each, place: { request: 'p', position: 1 } }),
      ),
    );
    expect(forced.measured.get(1)).toMatchObject({ differing: positionFigures(1, a, b).differing });
  });
});
