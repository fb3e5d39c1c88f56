import { expect, test } from 'vitest';
import { openCpuEngine } from '../engines/cpu/open-cpu.ts';
import { parseExperiment } from '../experiment/schema.ts';
import { runExperiment } from './run.ts';
import { idModel } from './testing/fake-engine.ts';

const promptIds = (length: number, seed: number) =>
  Array.from({ length }, (_, i) => (i * 37 + seed * 11 + 5) % 96);

const SERVINGS = {
  plain: {},
  masked: { packing: 'masked' },
  leaking: { packing: 'leaking' },
  swapping: { memory: { pressure: 'swap', hostBlocks: 8 } },
  evicting: { memory: { pressure: 'evict', first: 4, last: 8 } },
  warm: { prefix: 'on' },
} as const;

const requests = [
  { id: 'first', role: 'clean', promptIds: promptIds(21, 1), maxNewTokens: 40 },
  { id: 'probe', role: 'probe', promptIds: promptIds(30, 2), maxNewTokens: 40 },
  { id: 'late', role: 'probe', promptIds: promptIds(30, 2), maxNewTokens: 40, arrival: 6 },
];

const EXPERIMENT = parseExperiment({
  version: 2,
  title: 'served',
  requests: requests.map((request) => ({ ...request, ignoreEos: true })),
  arms: Object.entries(SERVINGS).map(([name, serving]) => ({
    ...{ name, serving, kernels: 'invariant', requests: requests.map(({ id }) => id) },
    limits: name === 'swapping' || name === 'evicting' ? { blocks: 5 } : {},
  })),
  compare: [],
});

test('requests longer than the pool run where keys are dropped for them, in the pool that is asked for', async () => {
  const arm = (name: string, limits: object, serving: object = SERVINGS.evicting) => ({
    ...{ name, serving, limits, kernels: 'invariant', requests: requests.map(({ id }) => id) },
  });
  const { title, requests: asked } = EXPERIMENT;
  const experimentOf = (...arms: object[]) =>
    parseExperiment({ version: 2, title, requests: asked, arms, compare: [] });
  const run = (...arms: object[]) =>
    runExperiment({ experiment: experimentOf(...arms), model: idModel(), engine: openCpuEngine() });
  const { record } = await run(arm('three', { blocks: 3 }), arm('ample', { blocks: 15 }));
  const [three, ample] = record.arms;
  for (const { finish, tokens } of [...three.requests, ...ample.requests])
    expect([finish, tokens.length]).toEqual([{ reason: 'length' }, 40]);
  expect(three.requests[1].fingerprint).not.toBe(ample.requests[1].fingerprint);
  await expect(run(arm('two', { blocks: 2 }))).rejects.toThrow(
    'arm two: limits.blocks: expected at least 3 (its first and last tokens, and one to go on in), found 2',
  );
  const split = { ...SERVINGS.evicting, disaggregated: true };
  await expect(run(arm('split', { blocks: 3 }, split))).rejects.toThrow(
    'expected at least 5 (its longest request)',
  );
});

test('an experiment’s arms have room for how they are served: bits are those of the plain one, but where a mechanism loses some', async () => {
  const { record } = await runExperiment({
    experiment: EXPERIMENT,
    model: idModel(),
    engine: openCpuEngine(),
  });
  const bitsOf = (name: string) => {
    const arm = record.arms.find((each) => each.name === name)!;
    return Object.fromEntries(arm.requests.map(({ id, fingerprint, finish }) => [id, [fingerprint, finish]]));
  };
  const plain = bitsOf('plain');
  expect(
    Object.values(plain).every(([, finish]) => typeof finish === 'object' && finish.reason === 'length'),
  ).toBe(true);
  const swapping = record.arms.find(({ name }) => name === 'swapping')!;
  expect(swapping.steps.some(({ preempted }) => preempted.length > 0)).toBe(true);
  for (const name of ['masked', 'swapping', 'warm']) expect(bitsOf(name), name).toEqual(plain);
  for (const name of ['leaking', 'evicting']) expect(bitsOf(name), name).not.toEqual(plain);
});
