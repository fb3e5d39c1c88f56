import { expect, test } from 'vitest';
import { armSpec, stepSample } from '../engine/testing/arms.ts';
import { largestDifference, nanoCheckpoint, referenceCases } from '../engine/testing/nano.ts';
import { syntheticCheckpoint } from '../model/testing/synthetic.ts';
import { CpuEngine } from './cpu.ts';
import { referenceLogits } from './f64.ts';

const SMALL = syntheticCheckpoint({}, { seed: 1, dtype: 'F32' });

test('logits of the nano model are within 1e-4 of those of PyTorch and of the f32 replay', async () => {
  const checkpoint = await nanoCheckpoint();
  for (const { prompt, promptTokens, logits } of (await referenceCases()).slice(0, 4)) {
    const [exact] = await referenceLogits(checkpoint, promptTokens, { from: promptTokens.length - 1 });
    expect(exact).toBeInstanceOf(Float64Array);
    expect(largestDifference(exact, logits), prompt).toBeLessThan(1e-4);
    const arm = await new CpuEngine(checkpoint).openArm(armSpec());
    const blocks = promptTokens.map((_, block) => block);
    const slice = { request: 'p', start: 0, tokens: promptTokens, blocks, samples: true };
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
      const arm = await new CpuEngine(SMALL).openArm(armSpec({ activations }));
      const slice = { request: 'p', start: 0, tokens, blocks: [0], samples: true };
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
  const tokens = new Array<number>(200).fill(1);
  // Some hundred milliseconds of work: it lets signals through every few of them.
  const larger = { layers: 4, hiddenSize: 128, heads: 4, kvHeads: 2, headDim: 32, intermediateSize: 512 };
  const checkpoint = syntheticCheckpoint(larger, { seed: 1, dtype: 'F32' });
  let done = 0;
  const work = referenceLogits(checkpoint, tokens, {
    from: 199,
    signal: controller.signal,
    onProgress: (count) => {
      done = count;
    },
  });
  setTimeout(() => controller.abort(), 5);
  await expect(work).rejects.toThrow(/abort/i);
  expect(done).toBeLessThan(200);
});

test('more work than a few minutes is refused before any is done', async () => {
  const large = { ...SMALL, parameters: 1e9 };
  const seen: number[] = [];
  const work = referenceLogits(large, new Array<number>(201).fill(1), {
    from: 0,
    onProgress: (n) => seen.push(n),
  });
  await expect(work).rejects.toThrow(RangeError);
  await expect(work).rejects.toThrow('201 tokens is too much work');
  expect(seen).toEqual([]);
});
