import { describe, expect, test } from 'vitest';
import { openCpuEngine } from '../../engines/cpu/open-cpu.ts';
import { createRandom } from '../../experiment/random.ts';
import type { Mechanisms } from '../../results/load/load-record.ts';
import type { Engine } from '../../steps/engine.ts';
import { LoadControl } from '../load/load-control.ts';
import { fateOf, losingEngine } from '../load/testing/losing-engine.ts';
import { fakeEngine } from '../testing/fake-engine.ts';
import type { LiveAsk, LiveService } from './live-types.ts';
import { NotServingError, openLiveService } from './open-live-service.ts';
import { askOf, drawnAsk, read, tinySetting } from './testing/tiny-service.ts';

const VARIANT = { kernels: 'variant' };
const NO_LIMITS = { maxSequences: 8, maxTokensPerStep: 64, blocks: 40 };

async function fingerprints(service: LiveService, asks: readonly LiveAsk[]): Promise<(string | null)[]> {
  const answers = asks.map((ask) => read(service.submit(ask)));
  return (await Promise.all(answers)).map(({ end }) => end.record.fingerprint);
}

/** Each by itself, under invariant kernels. */
async function alone(asks: readonly LiveAsk[]): Promise<(string | null)[]> {
  const service = await openLiveService(tinySetting());
  const found: (string | null)[] = [];
  for (const ask of asks) {
    const [fingerprint] = await fingerprints(service, [
      { ...ask, set: null, deterministic: false, shadow: false },
    ]);
    found.push(fingerprint);
  }
  await service.close();
  return found;
}

const drawn = (count: number, seed: number, ask: Partial<LiveAsk> = {}) => {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, i) => ({ ...drawnAsk(i, random), ...ask }));
};

/** The same engine; each of its arms adds the names of whom it has computed and was not told to forget. */
function remembering(engine: Engine, known: Set<string>[]): Engine {
  const load: Engine['load'] = (checkpoint) => ({
    async openArm(spec) {
      const runner = await engine.load(checkpoint).openArm(spec);
      const names = new Set<string>();
      known.push(names);
      return {
        step: (plan) => {
          for (const { request } of plan.slices) names.add(request);
          return runner.step(plan);
        },
        forget: (requests) => {
          for (const each of requests) names.delete(each);
        },
        destroy: () => runner.destroy(),
      };
    },
  });
  return {
    ...{ kind: engine.kind, adapter: engine.adapter, load },
    unload: (checkpoint) => engine.unload(checkpoint),
    probeArithmetic: () => engine.probeArithmetic(),
    probePortable: () => engine.probePortable(),
    destroy: () => engine.destroy(),
  };
}

describe('a draw', () => {
  test('follows from prompt, seed and temperature, not from what a request is called or who is there', async () => {
    const service = await openLiveService(tinySetting());
    const hot = { decoding: { temperature: 1.5, seed: 7 }, maxNewTokens: 12 };
    const asks = [
      askOf('a', hot),
      askOf('b', { ...hot, decoding: { temperature: 1.5, seed: 8 } }),
      askOf('c', { ...hot, decoding: { temperature: 0.2, seed: 7 } }),
      askOf('d', { ...hot, decoding: { temperature: 0, seed: 7 } }),
      askOf('e', hot),
    ];
    const [a, b, c, d, e] = await fingerprints(service, asks);
    expect(e).toBe(a);
    expect(new Set([a, b, c, d]).size).toBe(4);
    expect([a, b, c, d, e]).toEqual(await alone(asks));
    await service.close();
  });

  test('has its own log probability where it is none of the highest', async () => {
    const service = await openLiveService(tinySetting());
    const asks = [1, 2, 3, 4].map((seed) =>
      askOf(`r${seed}`, { decoding: { temperature: 8, seed }, maxNewTokens: 16, top: 8 }),
    );
    const tokens = (await Promise.all(asks.map((ask) => read(service.submit(ask))))).flatMap(
      (each) => each.tokens,
    );
    const low = tokens.filter(({ token, top }) => top.every((each) => each.token !== token));
    expect(low.length).toBeGreaterThan(10);
    for (const { logprob, top } of low) expect(logprob).toBeLessThanOrEqual(top[7].logit);
    for (const { token, logprob, top } of tokens)
      expect(top.find((each) => each.token === token)?.logit ?? logprob).toBe(logprob);
    await service.close();
  });
});

describe('other sets', () => {
  test('have queues of their own: an invariant one among variant neighbours gives what it gives alone', async () => {
    const service = await openLiveService(tinySetting(VARIANT, { otherSets: ['invariant'] }));
    const invariant = drawn(5, 1, { set: 'invariant' });
    const others = drawn(5, 2).map((ask) => ({ ...ask, id: `other ${ask.id}` }));
    const [found] = await Promise.all([fingerprints(service, invariant), fingerprints(service, others)]);
    expect(found).toEqual(await alone(invariant));
    expect(service.load).toMatchObject({ running: 0, waiting: 0, blocks: 48 });
    await service.drain();
  });

  test('are those that the service has', async () => {
    const service = await openLiveService(tinySetting(VARIANT, { otherSets: ['invariant'] }));
    expect(() => service.submit(askOf('a', { set: 'pinned' }))).toThrow(
      'set: expected one that is served here (variant, invariant), found pinned',
    );
    expect((await read(service.submit(askOf('a', { set: 'variant' })))).tokens).toHaveLength(6);
    await service.close();
  });
});

test('whoever asks to be deterministic is verified among those who do not', async () => {
  const arm = { ...VARIANT, verify: { window: 8 }, limits: NO_LIMITS };
  const service = await openLiveService(tinySetting(arm));
  let did: Mechanisms | null = null;
  service.listen((event) => {
    if (event.type === 'arm-ended') did = event.mechanisms;
  });
  const verified = drawn(5, 3, { deterministic: true });
  const others = drawn(5, 4).map((ask) => ({ ...ask, id: `other ${ask.id}` }));
  const [found] = await Promise.all([fingerprints(service, verified), fingerprints(service, others)]);
  expect(found).toEqual(await alone(verified));
  await service.drain();
  expect(did!).toMatchObject({ verification: { windows: expect.any(Number) } });
});

test('whoever asks is compared with himself alone; more than may be at once wait for each other', async () => {
  const shadows = { every: 1, most: 2 };
  const service = await openLiveService(tinySetting({ limits: NO_LIMITS }, { shadows }));
  const asks = [
    ...drawn(5, 5, { shadow: true }),
    ...drawn(3, 6).map((ask) => ({ ...ask, id: `other ${ask.id}` })),
  ];
  const answers = await Promise.all(asks.map((ask) => read(service.submit(ask))));
  for (const [i, { end }] of answers.entries()) {
    const { besideAlone, tokens } = end.record;
    if (i < 5) expect(besideAlone).toMatchObject({ looked: tokens.length, differing: 0, fork: null });
    else expect(besideAlone).toBeUndefined();
  }
  await service.drain();
});

test('an engine is told of everyone who has ended, and so is the one of his shadow', async () => {
  const known: Set<string>[] = [];
  const engine = remembering(openCpuEngine(), known);
  const shadows = { every: 1, most: 2 };
  const service = await openLiveService(tinySetting({ limits: NO_LIMITS }, { engine, shadows }));
  const steps: number[] = [];
  service.listen(({ type }) => {
    if (type === 'step') steps.push(known.reduce((sum, { size }) => sum + size, 0));
  });
  await fingerprints(service, drawn(4, 5, { shadow: true }));
  expect(Math.max(...steps)).toBeGreaterThan(0);
  expect(known.map(({ size }) => size)).toEqual([0, 0]);
  await service.drain();
});

test('where the device is lost, everyone is computed again and told the same', async () => {
  const { fate, count } = fateOf(createRandom(4), 0.2, 4);
  const asks = drawn(10, 7);
  const reopen = () => Promise.resolve(losingEngine(fate));
  const service = await openLiveService(tinySetting({}, { engine: losingEngine(fate), reopen }));
  expect(await fingerprints(service, asks)).toEqual(await alone(asks));
  expect(count.lost).toBeGreaterThan(0);
  await service.drain();
});

test('where a step fails, everyone hears why, and nobody is taken any more', async () => {
  let steps = 0;
  const engine = fakeEngine(() => {
    if (++steps > 3) throw new Error('the kernel is gone');
    return {};
  });
  const service = await openLiveService(tinySetting({}, { engine, shadows: { every: 1, most: 1 } }));
  const asks = [askOf('a'), askOf('b'), askOf('c', { shadow: true }), askOf('d', { shadow: true })];
  const answers = await Promise.all(asks.map((ask) => read(service.submit(ask))));
  for (const { end } of answers)
    expect(end.record.outcome).toEqual({ kind: 'failed', message: 'the kernel is gone' });
  expect(() => service.submit(askOf('e'))).toThrow(NotServingError);
  expect(service.hasFailed).toBe(true);
  await expect(service.drain()).rejects.toThrow('the service has failed: the kernel is gone');
  expect(engine.open).toBe(0);
});

test('a service that is held stands still in all its queues, and goes on in all', async () => {
  const control = new LoadControl();
  const service = await openLiveService(tinySetting(VARIANT, { otherSets: ['invariant'], control }));
  const asks = drawn(3, 8);
  const before = [...asks, ...drawn(3, 8, { set: 'invariant' })].map((ask, i) => ({
    ...ask,
    id: `before ${i}`,
  }));
  await fingerprints(service, before);
  control.gate.pause();
  const held = [...asks, ...drawn(3, 9, { set: 'invariant' })].map((ask, i) => ({ ...ask, id: `held ${i}` }));
  const answers = held.map((ask) => read(service.submit(ask)));
  await new Promise((resolve) => setTimeout(resolve));
  expect(service.load).toMatchObject({ running: 0, waiting: 6 });
  control.gate.resume();
  for (const { end } of await Promise.all(answers)) expect(end.record.outcome.kind).toBe('done');
  await service.drain();
});

describe('what cannot be asked', () => {
  test.each<[string, Partial<LiveAsk>, string]>([
    ['no tokens', { promptTokens: [] }, 'prompt: it has no tokens'],
    [
      'a token that is none',
      { promptTokens: [96] },
      'prompt: token: expected a whole number from 0 to 95, found 96',
    ],
    ['too long', { promptTokens: Array(60).fill(1), maxNewTokens: 6 }, 'take 65 positions'],
    ['nothing', { maxNewTokens: 0 }, 'maxNewTokens: expected'],
    ['nine of the highest', { top: 9 }, 'top: expected a whole number from 0 to 8, found 9'],
    ['a temperature below 0', { decoding: { temperature: -1, seed: 0 } }, 'temperature: expected'],
    ['a seed that is none', { decoding: { temperature: 1, seed: 1.5 } }, 'seed: expected'],
    ['shadows', { shadow: true }, 'shadow: this service compares nobody'],
    ['determinism', { deterministic: true }, 'deterministic: expected a service that verifies'],
  ])('%s', async (_, ask, problem) => {
    const service = await openLiveService(tinySetting(VARIANT));
    expect(() => service.submit(askOf('a', ask))).toThrow(problem);
    await service.close();
  });

  test('a name twice', async () => {
    const service = await openLiveService(tinySetting());
    const first = read(service.submit(askOf('a')));
    expect(() => service.submit(askOf('a'))).toThrow('id: expected one that no other request has, found a');
    await first;
    expect((await read(service.submit(askOf('a')))).tokens).toHaveLength(6);
    await service.close();
  });
});
