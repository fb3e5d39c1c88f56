import { describe, expect, test, vi } from 'vitest';
import { ExperimentError } from '../experiment/errors.ts';
import { parseExperiment } from '../experiment/schema.ts';
import type { CertificateCell } from '../results/certificate-cell.ts';
import { probeStreams } from '../results/record.ts';
import type { ArmSpec } from '../steps/arm-spec.ts';
import { Gate } from './gate.ts';
import { runExperiment } from './run.ts';
import { fakeEngine, idModel } from './testing/fake-engine.ts';
import type { LabEvent } from './watch.ts';

const model = idModel();

const experiment = (change: object = {}) =>
  parseExperiment({
    version: 1,
    title: 'test',
    requests: [
      { id: 'p', role: 'probe', promptIds: [1, 2, 3], maxNewTokens: 4 },
      { id: 'n', role: 'noise', promptIds: [4, 5], maxNewTokens: 4 },
    ],
    arms: [
      { name: 'alone', requests: ['p'], kernels: 'variant' },
      { name: 'company', requests: ['p', 'n'], kernels: 'variant' },
    ],
    compare: [['alone', 'company']],
    ...change,
  });

describe('the lab', () => {
  test('steps arms in lockstep: the one whose probe is behind goes next', async () => {
    const engine = fakeEngine(() => ({}));
    await runExperiment({ experiment: experiment(), model, engine });
    expect(engine.log).toEqual([
      'alone',
      'company',
      'alone',
      'company',
      'alone',
      'company',
      'alone',
      'company',
    ]);
    expect(engine.open).toBe(0);
  });

  test('records tokens, steps and the diff of every shared probe', async () => {
    const engine = fakeEngine(({ name }, _, position) => ({
      token: name === 'alone' || position < 5 ? 7 : 8,
    }));
    const { record, traces } = await runExperiment({ experiment: experiment(), model, engine });
    expect(record.arms.map((arm) => arm.requests.map(({ tokens }) => tokens))).toEqual([
      [[7, 7, 7, 7]],
      [
        [7, 7, 8, 8],
        [7, 7, 7, 8],
      ],
    ]);
    const slice = (request: string, rows: number, kind: string, token: number) => ({
      request,
      rows,
      kind,
      token,
    });
    expect(record.arms[1].steps.map(({ rows, slices }) => [rows, slices])).toEqual([
      [5, [slice('p', 3, 'prefill', 0), slice('n', 2, 'prefill', 0)]],
      ...[1, 2, 3].map((token) => [2, [slice('p', 1, 'decode', token), slice('n', 1, 'decode', token)]]),
    ]);
    expect(record.diffs).toMatchObject([{ probe: 'p', a: 'alone', b: 'company', fork: 2, identical: false }]);
    expect([...traces.keys()]).toEqual(['alone/p', 'company/p']);
  });

  test('tells of every token with the progress of the whole run', async () => {
    const events: LabEvent[] = [];
    const engine = fakeEngine(() => ({}));
    await runExperiment({ experiment: experiment(), model, engine, onEvent: (event) => events.push(event) });
    const steps = events.filter((event) => event.type === 'step');
    expect(steps.map(({ generated }) => generated)).toEqual([1, 3, 4, 6, 7, 9, 10, 12]);
    expect(steps.every(({ total }) => total === 12)).toBe(true);
    expect(steps[0].tokens).toEqual([{ request: 'p', index: 0, token: 7, text: '[token 7]' }]);
  });

  test('an abort takes effect before the next step and frees the arms', async () => {
    const stop = new AbortController();
    const engine = fakeEngine(() => {
      stop.abort(new Error('enough'));
      return {};
    });
    await expect(
      runExperiment({ experiment: experiment(), model, engine, signal: stop.signal }),
    ).rejects.toThrow('enough');
    expect(engine.log).toHaveLength(1);
    expect(engine.open).toBe(0);
  });

  test('an abort while the arms are compared ends with its reason, between two positions', async () => {
    const stop = new AbortController();
    const heard: number[] = [];
    const engine = fakeEngine(() => ({}));
    const onEvent = (event: LabEvent) => {
      if (event.type !== 'comparing') return;
      heard.push(event.done);
      expect([event.total, engine.open]).toEqual([4, 0]);
      if (event.done === 1) stop.abort(new Error('enough'));
    };
    const running = runExperiment({ experiment: experiment(), model, engine, signal: stop.signal, onEvent });
    await expect(running).rejects.toThrow('enough');
    expect(heard).toEqual([0, 1]);
  });

  test('a long comparison lets others have the thread', async () => {
    // Time passes at every look at the clock, so that each position is a long one.
    let now = performance.now();
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 50));
    const stop = new AbortController();
    const onEvent = (event: LabEvent) => {
      // As a message would: heard only where the thread is free.
      if (event.type === 'comparing') setTimeout(() => stop.abort(new Error('enough')));
    };
    const setting = { experiment: experiment(), model, engine: fakeEngine(() => ({})) };
    await expect(runExperiment({ ...setting, signal: stop.signal, onEvent })).rejects.toThrow('enough');
    clock.mockRestore();
  });

  test('a logit that is no number ends its request with an error, and only that', async () => {
    const engine = fakeEngine((_, plan, position) => ({
      finite: plan.slices.length === 1 || position !== 4,
    }));
    const { record } = await runExperiment({ experiment: experiment(), model, engine });
    const [p, n] = record.arms[1].requests;
    expect(p.finish).toMatchObject({
      reason: 'error',
      message: 'a logit is NaN or infinite at generated position 1',
    });
    expect(p.tokens).toEqual([7]);
    expect([n.finish, n.tokens.length]).toEqual([{ reason: 'length' }, 4]);
    expect(record.arms[0].requests[0].finish).toEqual({ reason: 'length' });
  });

  test('a late batchmate joins at its step', async () => {
    const requests = [
      { id: 'p', role: 'probe', promptIds: [1], maxNewTokens: 4 },
      { id: 'n', role: 'noise', promptIds: [4], maxNewTokens: 1, arrival: 2 },
    ];
    const engine = fakeEngine(() => ({}));
    const { record } = await runExperiment({ experiment: experiment({ requests }), model, engine });
    const shared = record.arms[1].steps.map(({ slices }) => slices.map(({ request }) => request));
    expect(shared).toEqual([['p'], ['p'], ['p', 'n'], ['p']]);
    expect(record.arms[1].steps.every(({ waiting }) => waiting.length === 0)).toBe(true);
  });

  test('a step says who waits, and which chunk of a prompt gives a token', async () => {
    const arms = [{ name: 'one', requests: ['p', 'n'], kernels: 'variant', limits: { maxTokensPerStep: 2 } }];
    const engine = fakeEngine(() => ({}));
    const { record } = await runExperiment({ experiment: experiment({ arms, compare: [] }), model, engine });
    const [first, second, third] = record.arms[0].steps;
    expect([first.slices, first.waiting]).toEqual([
      [{ request: 'p', rows: 2, kind: 'prefill', token: null }],
      ['n'],
    ]);
    expect(second.slices).toEqual([
      { request: 'p', rows: 1, kind: 'prefill', token: 0 },
      { request: 'n', rows: 1, kind: 'prefill', token: null },
    ]);
    expect(third.slices.map(({ kind }) => kind)).toEqual(['decode', 'prefill']);
  });

  test('a shut gate holds the run before its next step, says so, and lets single steps through', async () => {
    const gate = new Gate();
    const told: string[] = [];
    const engine = fakeEngine(() => ({}));
    gate.pause();
    const onEvent = ({ type }: LabEvent) => void told.push(type);
    const running = runExperiment({ experiment: experiment(), model, engine, gate, onEvent });
    const settle = () => new Promise((resolve) => setTimeout(resolve));
    await settle();
    expect([engine.log.length, told]).toEqual([0, ['opening', 'opening', 'paused']]);
    gate.step();
    await settle();
    expect([engine.log.length, told.slice(3)]).toEqual([1, ['step', 'paused']]);
    gate.resume();
    const { record } = await running;
    expect([engine.log.length, record.arms.length, engine.open]).toEqual([8, 2, 0]);
  });

  test('an abort is heard while paused, and while kernels are compiled: the late arm is freed', async () => {
    const stop = new AbortController();
    const gate = new Gate();
    gate.pause();
    const engine = fakeEngine(() => ({}));
    const paused = runExperiment({ experiment: experiment(), model, engine, gate, signal: stop.signal });
    setTimeout(() => stop.abort(new Error('enough')));
    await expect(paused).rejects.toThrow('enough');
    expect(engine.open).toBe(0);

    let compiled = (): void => undefined;
    const compiling = new Promise<void>((resolve) => {
      compiled = resolve;
    });
    const { openArm } = engine.load(model.checkpoint);
    const later = { openArm: (spec: ArmSpec) => compiling.then(() => openArm(spec)) };
    const slow = { ...engine, load: () => later };
    const again = new AbortController();
    const opening = runExperiment({ experiment: experiment(), model, engine: slow, signal: again.signal });
    setTimeout(() => again.abort(new Error('enough')));
    await expect(opening).rejects.toThrow('enough');
    compiled();
    await new Promise((resolve) => setTimeout(resolve));
    expect(engine.open).toBe(0);
  });

  test('the record says what each arm may be relied on for, on the evidence it was given', async () => {
    const arms = [
      { name: 'sure', requests: ['p'], kernels: 'invariant', dtype: 'f32' },
      { name: 'any', requests: ['p', 'n'], kernels: 'variant', companies: { count: 3 } },
    ];
    const cell: CertificateCell = {
      ...{ operation: 'matmul', invariance: 'batch', set: 'pinned', activations: 'f32', weights: 'f32' },
      ...{ cases: 4, passed: 3, control: { cases: 1, differed: 1 } },
    };
    const setting = { experiment: experiment({ arms, compare: [] }), model, engine: fakeEngine(() => ({})) };
    const evidence = { kind: 'certificate', form: 'full', cells: [cell] } as const;
    const { record } = await runExperiment({ ...setting, invariantAs: 'stand-in', evidence });
    expect(record.postures.map(({ arm, weights }) => [arm, weights])).toEqual([
      ['sure', ['f32']],
      ['any', ['f32']],
    ]);
    // What stands in for the invariant set is what is spoken of.
    expect(record.postures[0].operations[0]).toMatchObject({ rule: 'pinned@1', standing: 'lost' });
    expect(record.lost).toEqual([
      'matmul pinned@1 is not invariant on this adapter: batch: 1 of 4 cases differ (f32, f32 weights) (sure)',
    ]);
    const bare = await runExperiment(setting);
    expect([bare.record.lost, bare.record.postures[0].operations[0].standing]).toEqual([[], 'observed']);
  });

  test('the record notes names that look alike, behind what it was given to note', async () => {
    const [alone, company] = experiment().arms;
    const arms = [alone, { ...company, name: '\u0430lone' }];
    const named = experiment({ arms, compare: [['alone', '\u0430lone']] });
    const engine = fakeEngine(() => ({}));
    const { record } = await runExperiment({ experiment: named, model, engine, notes: ['first'] });
    expect(record.notes).toEqual(['first', expect.stringContaining('look alike')]);
  });

  test('arms that promise equal bits and give others are a guarantee lost', async () => {
    const arms = ['alone', 'company'].map((name) => {
      return { name, requests: name === 'alone' ? ['p'] : ['p', 'n'], kernels: 'invariant' };
    });
    const setting = { experiment: experiment({ arms }), model };
    const { record } = await runExperiment({ ...setting, engine: fakeEngine(() => ({})) });
    expect(record.lost).toEqual(['p: alone and company must agree bit for bit and do not']);
    const ort = { ...fakeEngine(() => ({})), kind: 'ort-wasm' as const };
    expect((await runExperiment({ ...setting, engine: ort })).record.lost).toEqual([]);
  });

  test('companies run one after the other and give a fork tree', async () => {
    const arms = [
      { name: 'any', requests: ['p', 'n'], kernels: 'variant', companies: { count: 5, least: 0 } },
    ];
    const engine = fakeEngine((_, plan) => ({ token: plan.slices.length }));
    const { record, traces } = await runExperiment({
      experiment: experiment({ arms, compare: [] }),
      ...{ model, engine },
    });
    expect(record.arms.map(({ name }) => name)).toEqual(['any#1', 'any#2', 'any#3', 'any#4', 'any#5']);
    expect(record.forkTrees).toMatchObject([{ probe: 'p', arms: 5, distinct: 2 }]);
    // Tokens, fingerprints and totals are all that is kept of them.
    expect(traces.size).toBe(0);
    expect(record.arms.map(({ steps, work }) => [steps.length, work.steps])).toEqual(Array(5).fill([0, 4]));
    expect(record.arms.every(({ requests }) => requests.every(({ tokens }) => tokens.length === 4))).toBe(
      true,
    );
    expect(new Set(record.arms.map(({ work }) => work.rows?.join()))).toEqual(new Set(['1,3', '2,5']));
  });

  test('fingerprint@1 is made of the streams that are asked for, and of no drawn company', async () => {
    const [alone, company] = experiment().arms;
    const any = { name: 'any', requests: ['p', 'n'], kernels: 'variant', companies: { count: 2 } };
    const drawn = experiment({ arms: [alone, company, any] });
    const setting = { experiment: drawn, model, engine: fakeEngine(() => ({})) };
    const madeBy = async (wholeFingerprints?: readonly string[]) => {
      const { record } = await runExperiment({ ...setting, ...(wholeFingerprints && { wholeFingerprints }) });
      return record.arms.flatMap(({ name, requests }) =>
        requests.filter(({ fingerprint1 }) => fingerprint1 !== undefined).map(({ id }) => `${name}/${id}`),
      );
    };
    expect(await madeBy(probeStreams(drawn))).toEqual(['alone/p', 'company/p']);
    expect(await madeBy(['company/p'])).toEqual(['company/p']);
    expect(await madeBy()).toEqual([]);
  });

  test('logits are kept of the arms that are compared, and of no other', async () => {
    const arm = (name: string) => ({ name, requests: ['p'], kernels: 'variant' });
    const arms = ['one', 'other', 'beside'].map(arm);
    const setting = { experiment: experiment({ arms, compare: [['one', 'other']] }), model };
    const { record, traces } = await runExperiment({ ...setting, engine: fakeEngine(() => ({})) });
    expect([...traces.keys()]).toEqual(['one/p', 'other/p']);
    expect(record.arms.map(({ steps, work }) => [steps.length, work])).toEqual(
      Array(3).fill([4, { steps: 4, rows: [1, 3] }]),
    );
  });

  test('pinned stands in for invariant where the certificate says so', async () => {
    const arms = [
      {
        name: 'a',
        requests: ['p'],
        kernels: { matmul: 'invariant', rmsnorm: 'variant', attention: 'invariant' },
      },
    ];
    const engine = fakeEngine(() => ({}));
    const options = {
      experiment: experiment({ arms, compare: [] }),
      model,
      engine,
      invariantAs: 'stand-in' as const,
    };
    const { record } = await runExperiment(options);
    expect(record.arms[0].kernels).toEqual({ matmul: 'pinned', rmsnorm: 'variant', attention: 'pinned' });
    expect(record.planRules).toEqual(['pinned@1', 'variant@1']);
  });

  test.each([
    [{ model: { hash: `sha256:${'0'.repeat(64)}` } }, 'model.hash'],
    [
      { requests: [{ id: 'p', role: 'probe', promptIds: [96] }] },
      'requests[0] (p): token 96 is outside the vocabulary of 96',
    ],
    [
      { requests: [{ id: 'p', role: 'probe', promptIds: [1], maxNewTokens: 257 }] },
      '1 prompt and 257 new tokens take 257 positions (the last is not fed), the model has 256',
    ],
    [
      {
        arms: [{ name: 'alone', requests: ['p'], kernels: 'variant', limits: { blocks: 1 } }],
        requests: [{ id: 'p', role: 'probe', promptIds: Array(20).fill(1) }],
      },
      'arm alone: limits.blocks: expected at least 6',
    ],
  ])('what the model cannot serve is refused by name: %#', async (change, message) => {
    const alone = [{ name: 'alone', requests: ['p'], kernels: 'variant' }];
    const bad = experiment({ arms: alone, compare: [], ...change });
    const running = runExperiment({ experiment: bad, model, engine: fakeEngine(() => ({})) });
    await expect(running).rejects.toThrow(ExperimentError);
    await expect(running).rejects.toThrow(message);
  });
});
