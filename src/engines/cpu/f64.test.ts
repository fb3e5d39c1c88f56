import { afterEach, expect, test, vi } from 'vitest';
import { largestDifference, nanoCheckpoint, referenceCases } from '../../model/testing/nano.ts';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { armSpec, stepSample } from '../../steps/testing/arms.ts';
import { CpuEngine } from './cpu.ts';
import { cpuWeights } from './cpu-weights.ts';
import { referenceLogits } from './f64.ts';
import { referenceNeeds } from './f64-limits.ts';
import { hurryClock } from './testing/hurried-clock.ts';

afterEach(() => vi.restoreAllMocks());

const SMALL = syntheticCheckpoint({}, { seed: 1, dtype: 'F32' });

test('logits of the nano model are within 1e-4 of those of PyTorch and of the f32 replay', async () => {
  const checkpoint = await nanoCheckpoint();
  for (const { prompt, promptTokens, logits } of (await referenceCases()).slice(0, 4)) {
    const [exact] = await referenceLogits(checkpoint, promptTokens, { from: promptTokens.length - 1 });
    expect(exact).toBeInstanceOf(Float64Array);
    expect(largestDifference(exact, logits), prompt).toBeLessThan(1e-4);
    const arm = await new CpuEngine().load(checkpoint).openArm(armSpec());
    const blocks = promptTokens.map((_, block) => block);
    const slice = { request: 'p', start: 0, tokens: promptTokens, blocks, sample: 'last' as const };
    const replay = await stepSample(arm, 'p', slice);
    expect(largestDifference(replay.logits, exact), prompt).toBeLessThan(1e-4);
  }
});

test('it answers for each position from the one asked for, whatever comes later', async () => {
  const tokens = [5, 9, 40, 2, 17, 3];
  const all = await referenceLogits(SMALL, tokens, { from: 0 });
  const last = await referenceLogits(SMALL, tokens, { from: 4 });
  expect(all).toHaveLength(6);
  expect(last).toEqual(all.slice(4));
  expect(await referenceLogits(SMALL, tokens.slice(0, 3), { from: 2 })).toEqual([all[2]]);
});

test('it does without rounding: f16 activations of the same weights are farther away than f32 ones', async () => {
  const tokens = [5, 9, 40, 2, 17, 3];
  const [exact] = await referenceLogits(SMALL, tokens, { from: 5 });
  const errors = await Promise.all(
    (['f32', 'f16', 'bf16'] as const).map(async (activations) => {
      const arm = await new CpuEngine().load(SMALL).openArm(armSpec({ activations }));
      const slice = { request: 'p', start: 0, tokens, blocks: [0], sample: 'last' as const };
      return largestDifference((await stepSample(arm, 'p', slice)).logits, exact);
    }),
  );
  const [f32, f16, bf16] = errors;
  expect(f32).toBeLessThan(1e-5);
  expect(f16).toBeGreaterThan(f32);
  expect(bf16).toBeGreaterThan(f16);
});

test('progress is told after each token', async () => {
  const seen: string[] = [];
  await referenceLogits(SMALL, [1, 2, 3], {
    from: 2,
    onProgress: (done, total) => seen.push(`${done}/${total}`),
  });
  expect(seen).toEqual(['1/3', '2/3', '3/3']);
});

test('it can be cancelled between tokens, with the reason given', async () => {
  const controller = new AbortController();
  const seen: number[] = [];
  const onProgress = (done: number) => {
    seen.push(done);
    if (done === 2) controller.abort(new Error('enough'));
  };
  const work = referenceLogits(SMALL, [1, 2, 3, 4, 5], { from: 4, signal: controller.signal, onProgress });
  await expect(work).rejects.toThrow('enough');
  expect(seen).toEqual([1, 2]);
});

test('a cancellation from outside gets through while it works', async () => {
  const controller = new AbortController();
  const tokens = new Array<number>(20).fill(1);
  hurryClock();
  let done = 0;
  const work = referenceLogits(SMALL, tokens, {
    from: 19,
    signal: controller.signal,
    onProgress: (count) => {
      done = count;
      // As a message would: from outside the work's own chain of promises.
      if (count === 5) setTimeout(() => controller.abort());
    },
  });
  await expect(work).rejects.toThrow(/abort/i);
  expect(done).toBe(5);
});

test.each([
  [
    'more work than some minutes',
    { parameters: 4e8 },
    501,
    500,
    'an f64 reference of 501 tokens of this model takes 201 billion multiply-adds, expected at most 200 billion',
  ],
  [
    'weights that are more than the memory',
    { parameters: 5e8 },
    2,
    1,
    'takes 2.1 GB of memory beside the model (2.0 GB of weights as f32, 0.1 GB of keys, values and logits), expected at most 2.0 GB',
  ],
  [
    'logits that are more than the memory',
    { config: { ...SMALL.config, vocabSize: 128_256 } },
    2_001,
    0,
    '(0.1 GB of weights as f32, 2.1 GB of keys, values and logits)',
  ],
  [
    'a cache that is more than the memory',
    { config: { ...SMALL.config, layers: 128, kvHeads: 64, headDim: 128 } },
    1_001,
    1_000,
    'takes 17.0 GB of memory',
  ],
])('%s is refused before any is done', async (_, change, count, from, message) => {
  const seen: number[] = [];
  const tokens = new Array<number>(count).fill(1);
  const work = referenceLogits({ ...SMALL, ...change }, tokens, { from, onProgress: (n) => seen.push(n) });
  await expect(work).rejects.toThrow(RangeError);
  await expect(work).rejects.toThrow(message);
  expect(seen).toEqual([]);
});

test('what it counts on is what it takes: arrays as large as it says', () => {
  const { layers, kvHeads, headDim, vocabSize } = SMALL.config;
  const needs = referenceNeeds(SMALL, 17, 3);
  expect(needs.work).toBe(17 * SMALL.parameters);
  const weights = cpuWeights(SMALL, 'stored');
  const arrays = [
    weights.embedding,
    weights.finalNorm,
    ...weights.layers.flatMap((layer) => Object.values(layer)),
  ];
  expect(needs.weightBytes).toBe(arrays.reduce((sum, { byteLength }) => sum + byteLength, 0));
  // Two blocks of 16 slots hold 17 tokens.
  expect(needs.contextBytes).toBe(8 * (2 * layers * 32 * kvHeads * headDim + 17 * headDim + 3 * vocabSize));
});
