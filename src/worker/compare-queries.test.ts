import { beforeAll, describe, expect, it } from 'vitest';
import { CpuEngine } from '../engines/cpu/cpu.ts';
import { parseExperiment } from '../experiment/schema.ts';
import { runExperiment } from '../lab/run.ts';
import { idModel } from '../lab/testing/fake-engine.ts';
import type { RunResult } from '../results/record.ts';
import { CompareQueries } from './compare-queries.ts';
import { EngineHost } from './engine-host.ts';

const model = idModel();
const probe = { role: 'probe', maxNewTokens: 6, ignoreEos: true };
const experiment = parseExperiment({
  version: 1,
  title: 'queries',
  requests: [{ ...probe, id: 'p', promptIds: [1, 2, 3] }],
  arms: [
    { name: 'one', requests: ['p'], kernels: 'variant', dtype: 'f32' },
    { name: 'same', requests: ['p'], kernels: 'variant', dtype: 'f32' },
    { name: 'rounded', requests: ['p'], kernels: 'variant', dtype: 'bf16' },
  ],
  compare: [
    ['one', 'same'],
    ['one', 'rounded'],
  ],
});
const never = new AbortController().signal;

describe('CompareQueries', () => {
  let result: RunResult;
  const queries = new CompareQueries(new EngineHost());

  beforeAll(async () => {
    result = await runExperiment({ experiment, model, engine: new CpuEngine() });
    queries.remember({ result, setting: { model, invariantAs: null } });
  });

  it('gives the series of a pair, in agreement with the record', async () => {
    const [, diff] = result.record.diffs;
    const { totals, fork } = await queries.pairReport({ a: 'one', b: 'rounded', probe: 'p' });
    expect({ fork, ...totals }).toMatchObject({
      fork: diff.fork,
      positions: diff.comparedPositions,
      differing: diff.differingLogits,
      maxUlp: diff.maxUlp,
      maxAbsolute: diff.maxAbsolute,
      maxKl: diff.maxKl,
      firstDifference: diff.firstDifference,
    });
  });

  it('replays an arm on the tokens of another: no difference where they are alike', async () => {
    const told: number[] = [];
    const same = { a: 'one', b: 'same', probe: 'p' };
    const report = await queries.replay(same, never, (done) => told.push(done));
    expect(report).toMatchObject({ forced: true, fork: null, totals: { positions: 6, differing: 0 } });
    expect(told).toEqual([1, 2, 3, 4, 5, 6]);

    const rounded = await queries.replay({ ...same, b: 'rounded' }, never, () => undefined);
    expect(rounded.totals).toMatchObject({ positions: 6, firstDifference: 0 });
  });

  it('answers about a position of a replay only after the replay', async () => {
    const names = { a: 'same', b: 'rounded', probe: 'p', position: 5, forced: true };
    expect(() => queries.positionReport(names)).toThrow('rounded was not replayed on the tokens of same');
    await queries.replay(names, never, () => undefined);
    expect(queries.positionReport(names)).toMatchObject({ position: 5, forced: true });
    expect(() => queries.positionReport({ ...names, position: 6 })).toThrow('no logits are kept of p');
  });

  it('forgets the replays of a run when another one comes', async () => {
    const names = { a: 'one', b: 'rounded', probe: 'p', position: 1, forced: true };
    const others = new CompareQueries(new EngineHost());
    const run = { result, setting: { model, invariantAs: null } };
    others.remember(run);
    await others.replay(names, never, () => undefined);
    others.remember(run);
    expect(() => others.positionReport(names)).toThrow('rounded was not replayed on the tokens of one');
  });

  it('measures both arms against f64: the rounded one is further off', async () => {
    const names = { a: 'one', b: 'rounded', probe: 'p', position: 0, forced: false };
    const report = await queries.reference(names, never, () => undefined);
    expect(report.closer).toBe('a');
    expect(report.a.maxAbsolute).toBeLessThan(1e-4);
    const { top } = queries.positionReport(names);
    expect(
      Object.keys(report.logits)
        .map(Number)
        .toSorted((x, y) => x - y),
    ).toEqual(top.map(({ token }) => token).toSorted((x, y) => x - y));
  });

  it('says what a reference of a model that is too large would take', async () => {
    const names = { a: 'one', b: 'rounded', probe: 'p', position: 1, forced: false };
    const large = { ...model, checkpoint: { ...model.checkpoint, parameters: 1e9 } };
    const others = new CompareQueries(new EngineHost());
    others.remember({ result, setting: { model: large, invariantAs: null } });
    await expect(others.reference(names, never, () => undefined)).rejects.toThrow(
      'an f64 reference of 4 tokens of this model takes 4.1 GB of memory beside the model',
    );
  });

  it('ends a reference before its next token where aborted', async () => {
    const stop = new AbortController();
    const names = { a: 'one', b: 'rounded', probe: 'p', position: 4, forced: false };
    const running = queries.reference(names, stop.signal, () => stop.abort(new Error('enough')));
    await expect(running).rejects.toThrow('enough');
  });

  it('ends a series that is asked about a run that another has taken the place of', async () => {
    const asked = new CompareQueries(new EngineHost());
    asked.remember({ result, setting: { model, invariantAs: null } });
    const report = asked.pairReport({ a: 'one', b: 'same', probe: 'p' });
    asked.remember(null);
    await expect(report).rejects.toThrow('another run has taken the place');
  });

  it('has nothing to say of arms or requests that were not run, or before a run', async () => {
    const names = { a: 'one', b: 'same', probe: 'p' };
    await expect(queries.pairReport({ ...names, b: 'other' })).rejects.toThrow(
      'no request p in an arm other',
    );
    await expect(queries.pairReport({ ...names, probe: 'q' })).rejects.toThrow('no request q in an arm one');
    await expect(new CompareQueries(new EngineHost()).pairReport(names)).rejects.toThrow('no run is kept');
  });
});
