import { describe, expect, test } from 'vitest';
import { CpuEngine } from '../engines/cpu/cpu.ts';
import { parseExperiment } from '../experiment/schema.ts';
import { countDifferingBits } from '../numerics/bits.ts';
import type { PositionTrace } from '../results/position-trace.ts';
import { traceKey } from '../results/record.ts';
import { replayForced } from './forced.ts';
import { runExperiment } from './run.ts';
import { fakeEngine, idModel } from './testing/fake-engine.ts';

const model = idModel();

const experiment = (kernels: 'invariant' | 'variant') =>
  parseExperiment({
    version: 1,
    title: 'forced',
    requests: [
      { id: 'p', role: 'probe', promptIds: [1, 2, 3], maxNewTokens: 8, ignoreEos: true },
      { id: 'n', role: 'noise', promptIds: [4, 5, 9, 11, 2], maxNewTokens: 5, ignoreEos: true, arrival: 1 },
    ],
    arms: [
      { name: 'alone', requests: ['p'], kernels },
      { name: 'company', requests: ['n', 'p'], kernels },
    ],
    compare: [['alone', 'company']],
  });

async function ran(kernels: 'invariant' | 'variant') {
  const setting = { experiment: experiment(kernels), model, engine: new CpuEngine() };
  const { record, traces } = await runExperiment(setting);
  const [alone, company] = record.arms;
  const probe = (arm: typeof alone) => arm.requests.find(({ id }) => id === 'p')!.tokens;
  return { setting, alone, company, probe, traces };
}

const logitsOf = (trace: readonly PositionTrace[]) => trace.map(({ logits }) => logits!);

describe('a teacher-forced replay', () => {
  test('of an arm on its own tokens gives the bits of the run', async () => {
    const { setting, company, probe, traces } = await ran('variant');
    const replay = await replayForced({
      ...setting,
      recorded: company,
      probe: 'p',
      tokens: probe(company),
    });
    const original = logitsOf(traces.get(traceKey('company', 'p'))!);
    expect(logitsOf(replay.trace).map((at, i) => countDifferingBits(at, original[i]))).toEqual(
      Array(8).fill(0),
    );
  });

  test('on other tokens agrees with the run up to the first that differs, and with the teacher past it', async () => {
    const { setting, alone, company, probe, traces } = await ran('invariant');
    const tokens = probe(alone).with(3, (probe(alone)[3] + 1) % 96);
    const [inCompany, aloneToo] = await Promise.all(
      [company, alone].map(async (recorded) =>
        logitsOf((await replayForced({ ...setting, recorded, probe: 'p', tokens })).trace),
      ),
    );
    const original = logitsOf(traces.get(traceKey('company', 'p'))!);
    const differing = inCompany.map((at, i) => countDifferingBits(at, original[i]));
    expect(differing.slice(0, 4)).toEqual([0, 0, 0, 0]);
    expect(differing.slice(4).every((bits) => bits > 0)).toBe(true);
    // Invariant kernels: alone and in company, the same tokens give the same bits.
    expect(inCompany.map((at, i) => countDifferingBits(at, aloneToo[i]))).toEqual(Array(8).fill(0));
  });

  test('keeps every step as it was: requests, rows, batchmates at their own tokens', async () => {
    const steps = { original: [] as unknown[], replay: [] as unknown[] };
    let into = steps.original;
    const engine = fakeEngine(({ name }, plan, position) => {
      if (name === 'company')
        into.push(plan.slices.map(({ request, start, tokens }) => [request, start, tokens.length]));
      return { token: (position * 7 + name.length) % 96 };
    });
    const setting = { experiment: experiment('variant'), model, engine };
    const { record } = await runExperiment(setting);
    into = steps.replay;
    const fed: [number, number][] = [];
    await replayForced({
      ...setting,
      recorded: record.arms[1],
      probe: 'p',
      tokens: [1, 2, 3, 4, 5, 6, 7, 8],
      onProgress: (done, total) => void fed.push([done, total]),
    });
    expect(steps.replay).toEqual(steps.original);
    expect(fed.at(-1)).toEqual([8, 8]);
    expect(engine.open).toBe(0);
  });

  test('stops before its next step where aborted, and frees the arm', async () => {
    const stop = new AbortController();
    const engine = fakeEngine(() => ({}));
    const setting = { experiment: experiment('variant'), model, engine };
    const { record } = await runExperiment(setting);
    const before = engine.log.length;
    const replay = replayForced({
      ...setting,
      recorded: record.arms[1],
      probe: 'p',
      tokens: [1, 2, 3],
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('enough')),
    });
    await expect(replay).rejects.toThrow('enough');
    expect([engine.log.length - before, engine.open]).toEqual([1, 0]);
  });
});
