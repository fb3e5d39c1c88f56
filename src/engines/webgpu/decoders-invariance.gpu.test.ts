import { beforeAll, describe, expect, test } from 'vitest';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import type { ModelConfig } from '../../model/model-config.ts';
import { countDifferingBits } from '../../numerics/bits.ts';
import { wholeLogits } from '../../steps/step-output.ts';
import { armSpec, stepOf, stepSample } from '../../steps/testing/arms.ts';
import { inCompany } from '../../steps/testing/company.ts';
import { oddConfig } from '../testing/decoder-checkpoint.ts';
import {
  BLOCKS,
  checkpointOf,
  EVERYTHING,
  MODELS,
  STEPS,
  slice,
  tokensOf,
  VOCABULARY,
} from './testing/decoder-models.ts';
import { WebGpuEngine } from './webgpu-engine.ts';

await describeOnGpu('decoders that are no Llama, in any company', (gpu) => {
  let engine: WebGpuEngine;
  beforeAll(() => {
    engine = new WebGpuEngine(gpu);
    return () => engine.destroy();
  });

  describe.each(['all of it', 'as Gemma 3', 'norms after and of whole projections, heads of 8'])(
    '%s',
    (name) => {
      test.each(['f32', 'bf16'] as const)(
        "%s: M from 1 to 17 and any chunks, the bits are M = 1's",
        async (activations) => {
          const limits = { maxSequences: 40, maxTokensPerStep: 80, maxContext: 128, blocks: 240 };
          const arm = await engine.load(checkpointOf(MODELS[name])).openArm(armSpec({ activations, limits }));
          const tokens = tokensOf(74, 9);
          const prefill = async (lengths: readonly number[]) => {
            let start = 0;
            for (const length of lengths) {
              const chunk = slice('probe', start, tokens.slice(start, start + length), BLOCKS);
              await arm.step(stepOf({ ...chunk, sample: 'none' as const }));
              start += length;
            }
          };
          const probe = slice('probe', 73, tokens.slice(73), BLOCKS);
          await prefill([73]);
          const { logits: alone } = await stepSample(arm, 'probe', probe);
          for (let rows = 2; rows <= 17; rows++) {
            const company = {
              rows,
              place: (rows % 3) / 2,
              shapes: rows,
              contents: 1,
              vocabSize: VOCABULARY,
              firstBlock: 20,
            };
            const { logits } = await stepSample(arm, 'probe', ...inCompany(probe, company));
            expect(countDifferingBits(logits, alone), `M = ${rows}`).toBe(0);
          }
          for (const lengths of [
            [20, 1, 18, 34],
            [1, 70, 2],
          ]) {
            await arm.spoilCache();
            await prefill(lengths);
            const { logits } = await stepSample(arm, 'probe', probe);
            expect(countDifferingBits(logits, alone), `chunks of ${lengths.join(', ')}`).toBe(0);
          }
          arm.destroy();
        },
      );
    },
  );

  /** Each leaves something out that no other weight makes up for. */
  const CONTROLS: Readonly<Record<string, (config: Partial<ModelConfig>) => Partial<ModelConfig>>> = {
    'the scale of embeddings': ({ embeddingScale: _, ...config }) => config,
    'the scale of the residual stream': ({ residualScale: _, ...config }) => config,
    'the scale of scores': ({ attentionScale: _, ...config }) => config,
    GELU: ({ gate: _, ...config }) => config,
    'the windows': (config) => ({
      ...config,
      attention: config.attention!.map((each) => ({ ...each, window: null })),
    }),
    'one key of the windows': (config) => ({
      ...config,
      attention: config.attention!.map((each) => ({ ...each, window: each.window && each.window - 1 })),
    }),
    'the local angles': (config) => ({ ...config, localRope: { theta: config.ropeTheta ?? 10_000 } }),
    'that a layer does not turn': (config) => ({
      ...config,
      attention: config.attention!.map((each) =>
        each.rope === 'none' ? { ...each, rope: 'main' as const } : each,
      ),
    }),
  };
  test.each(Object.entries(CONTROLS))('%s left out: other bits', async (_, without) => {
    const checkpoint = checkpointOf(EVERYTHING);
    const less = { ...checkpoint, config: oddConfig(without(EVERYTHING)) };
    await expectOther(checkpoint, less);
  });

  test.each(['oBias', 'gateBias', 'upBias', 'downBias', 'oNorm', 'downNorm', 'qNorm', 'kNorm'] as const)(
    '%s of the last layer zero, or of another element first: other bits',
    async (weight) => {
      const checkpoint = checkpointOf(EVERYTHING);
      const changed = (bytes: (of: Uint8Array) => Uint8Array): Checkpoint => ({
        ...checkpoint,
        layers: checkpoint.layers.map((layer, i) => {
          const tensor = layer[weight]!;
          return i < 2 ? layer : { ...layer, [weight]: { ...tensor, bytes: bytes(tensor.bytes) } };
        }),
      });
      await expectOther(
        checkpoint,
        changed((of) => new Uint8Array(of.length)),
      );
      // The last two elements change places.
      await expectOther(
        checkpoint,
        changed((of) => Uint8Array.of(...of.subarray(0, -4), ...of.subarray(-2), ...of.subarray(-4, -2))),
      );
    },
  );

  async function expectOther(checkpoint: Checkpoint, changed: Checkpoint): Promise<void> {
    const [one, other] = [await lastLogits(checkpoint), await lastLogits(changed)];
    expect(countDifferingBits(one, other)).toBeGreaterThan(VOCABULARY / 2);
  }

  async function lastLogits(checkpoint: Checkpoint): Promise<Float32Array> {
    const arm = await engine.load(checkpoint).openArm(armSpec());
    for (const step of STEPS.slice(0, -1)) await arm.step(step);
    const { samples } = await arm.step(STEPS.at(-1)!);
    arm.destroy();
    expect(samples.map(({ finite }) => finite)).toEqual([true]);
    return wholeLogits(samples[0]);
  }
});
