import { beforeAll, describe, expect, it } from 'vitest';
import { CpuEngine } from '../../engines/cpu/cpu.ts';
import { parseExperiment } from '../../experiment/schema.ts';
import { runExperiment } from '../../lab/run.ts';
import { idModel } from '../../lab/testing/fake-engine.ts';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { logitsKeyOf, positionKeyOf } from '../../results/compare-reports.ts';
import type { RunResult } from '../../results/record.ts';
import { SMALL_VOCABULARY } from '../../results/retention.ts';
import { LabHost } from '../lab-host.ts';
import type { Outcome } from '../outcome.ts';
import { labHere } from '../testing/lab-here.ts';

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
const ROUNDED = { a: 'one', b: 'rounded', probe: 'p' };
const ignore = () => undefined;

function valueIn<Value>(answer: Outcome<Value>): Value {
  if (!answer.ok) throw new Error(answer.fault.message);
  return answer.value;
}

const failing = (words: string) => ({ ok: false, fault: { message: expect.stringContaining(words) } });

describe('questions about pairs', () => {
  let result: RunResult;
  let lab: ReturnType<typeof labHere>;

  /** A lab whose latest run is the one above, and its host. */
  function afterRun(of = model) {
    const host = new LabHost('test');
    const keep = () => host.latest.keep({ result, setting: { model: of, invariantAs: null } });
    keep();
    return { lab: labHere(host), keep };
  }

  beforeAll(async () => {
    result = await runExperiment({ experiment, model, engine: new CpuEngine() });
    ({ lab } = afterRun());
  });

  it('gives the series of a pair, in agreement with the record', async () => {
    const [, diff] = result.record.diffs;
    const { totals, fork } = valueIn(await lab.compare.pair(ROUNDED));
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
    const report = valueIn(
      await lab.compare.replay(same, (news) => {
        told.push(...news.map(({ done }) => done));
      }),
    );
    expect(report).toMatchObject({ forced: true, fork: null, totals: { positions: 6, differing: 0 } });
    expect(told).toEqual([1, 2, 3, 4, 5, 6]);

    const rounded = valueIn(await lab.compare.replay(ROUNDED, ignore));
    expect(rounded.totals).toMatchObject({ positions: 6, firstDifference: 0 });
  });

  it('answers about a position of a replay only after the replay, and keeps several', async () => {
    const names = { a: 'same', b: 'rounded', probe: 'p', position: 5, forced: true };
    expect(await lab.compare.position(names)).toMatchObject(
      failing('rounded was not replayed on the tokens of same'),
    );
    await lab.compare.replay(names, ignore);
    await lab.compare.replay({ ...names, b: 'one' }, ignore);
    expect(valueIn(await lab.compare.position(names))).toMatchObject({ position: 5, forced: true });
    expect(await lab.compare.position({ ...names, position: 6 })).toMatchObject(
      failing('no logits are kept of p'),
    );
  });

  it('forgets the replays of a run when another one comes', async () => {
    const names = { ...ROUNDED, position: 1, forced: true };
    const { lab, keep } = afterRun();
    await lab.compare.replay(names, ignore);
    expect(await lab.compare.position(names)).toMatchObject({ ok: true });
    keep();
    expect(await lab.compare.position(names)).toMatchObject(
      failing('rounded was not replayed on the tokens of one'),
    );
  });

  it('measures both arms against f64: the rounded one is further off', async () => {
    const names = { ...ROUNDED, position: 0, forced: false };
    const report = valueIn(await lab.compare.reference(names, ignore));
    expect(report.closer).toBe('a');
    expect(report.a.maxAbsolute).toBeLessThan(1e-4);
    const { top } = valueIn(await lab.compare.position(names));
    expect(new Set(Object.keys(report.logits).map(Number))).toEqual(new Set(top.map(({ token }) => token)));
  });

  it('says what a reference of a model that is too large would take', async () => {
    const names = { ...ROUNDED, position: 1, forced: false };
    const large = { ...model, checkpoint: { ...model.checkpoint, parameters: 1e9 } };
    expect(await afterRun(large).lab.compare.reference(names, ignore)).toMatchObject(
      failing('an f64 reference of 4 tokens of this model takes 4.1 GB of memory beside the model'),
    );
  });

  it('ends a reference before its next token', async () => {
    const names = { ...ROUNDED, position: 4, forced: false };
    let told = 0;
    const running = lab.compare.reference(names, (news) => {
      told += news.length;
      void lab.turns.end({ lane: 'compare', key: positionKeyOf(names) });
    });
    expect(await running).toMatchObject({ ok: false, fault: { kind: 'cancelled' } });
    expect(told).toBe(1);
  });

  it('ends a series that is asked about a run that another has taken the place of', async () => {
    const { lab, keep } = afterRun();
    const report = lab.compare.pair({ a: 'one', b: 'same', probe: 'p' });
    keep();
    expect(await report).toMatchObject(failing('another run has taken the place'));
  });

  it('has nothing to say of arms or requests that were not run, or before a run', async () => {
    const names = { a: 'one', b: 'same', probe: 'p' };
    expect(await lab.compare.pair({ ...names, b: 'other' })).toMatchObject(
      failing('no request p in an arm other'),
    );
    expect(await lab.compare.pair({ ...names, probe: 'q' })).toMatchObject(
      failing('no request q in an arm one'),
    );
    expect(await labHere().compare.pair(names)).toMatchObject(failing('no run is kept'));
  });
});

describe('questions about pairs of a vocabulary that is not kept', () => {
  const checkpoint = syntheticCheckpoint({ vocabSize: SMALL_VOCABULARY + 1 }, { seed: 12, dtype: 'F32' });
  const large = { ...model, checkpoint };
  const names = { ...ROUNDED, forced: false };
  let result: RunResult;
  let lab: ReturnType<typeof labHere>;

  beforeAll(async () => {
    result = await runExperiment({ experiment, model: large, engine: new CpuEngine() });
    const host = new LabHost('test');
    host.latest.keep({ result, setting: { model: large, invariantAs: null } });
    lab = labHere(host);
  });

  it('shows a position that was compared in passing, and the whole series', async () => {
    expect(valueIn(await lab.compare.position({ ...names, position: 0 }))).toMatchObject({
      position: 0,
      figures: { position: 0, argmaxEqual: expect.any(Boolean) },
    });
    const { positions, unmeasured } = valueIn(await lab.compare.pair(ROUNDED));
    expect([positions.length, unmeasured]).toEqual([result.record.diffs[1].comparedPositions, undefined]);
  });

  it('computes the logits of one that was not, by running both arms up to it, and keeps them', async () => {
    const { fork } = result.record.diffs[1];
    const past = { ...names, position: 5 };
    expect(fork).toBe(2);
    expect(await lab.compare.position(past)).toMatchObject(failing('they have to be computed'));
    const told: number[] = [];
    const report = valueIn(
      await lab.compare.logits(past, (news) => void told.push(...news.map(({ done }) => done))),
    );
    expect(told).toEqual(Array.from({ length: 12 }, (_, at) => at + 1));
    expect(report.histogram.zero + report.histogram.crossing).toBeLessThanOrEqual(SMALL_VOCABULARY + 1);
    const { tokens } = result.record.arms[0].requests[0];
    expect(report.top.find(({ a }) => a.rank === 0)?.token).toBe(tokens[5]);
    expect(valueIn(await lab.compare.position(past))).toEqual(report);
  });

  it('ends that between two steps', async () => {
    const past = { ...names, position: 4 };
    let told = 0;
    const running = lab.compare.logits(past, (news) => {
      told += news.length;
      void lab.turns.end({ lane: 'compare', key: logitsKeyOf(past) });
    });
    expect(await running).toMatchObject({ ok: false, fault: { kind: 'cancelled' } });
    expect(told).toBe(1);
  });

  it('compares past the fork by both arms side by side', async () => {
    const forced = valueIn(await lab.compare.replay(ROUNDED, ignore));
    expect(forced.positions).toHaveLength(6);
    expect(valueIn(await lab.compare.position({ ...ROUNDED, position: 5, forced: true }))).toMatchObject({
      forced: true,
      figures: forced.positions[5],
    });
  });
});
