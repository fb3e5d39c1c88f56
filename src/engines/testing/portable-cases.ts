import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { Gpu } from '../../gpu/device.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import { nodeModelFiles } from '../../model/files.node.ts';
import { loadCheckpoint } from '../../model/load.ts';
import type { ModelConfig } from '../../model/model-config.ts';
import { ODD_SHAPE, syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { ACTIVATION_DTYPES, QUANTIZE_MODES, WEIGHT_DTYPES } from '../../numerics/dtypes.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { setsOf } from '../../steps/testing/arms.ts';
import { openCpuEngine } from '../cpu/open-cpu.ts';
import { samplesOf, steps } from '../cpu/simd/testing/both-engines.ts';
import { WebGpuEngine } from '../webgpu/webgpu-engine.ts';
import { DECODER_FEATURES, featureCheckpoint } from './decoder-features.ts';

/** A model and what an arm does with it otherwise than the usual one. */
export interface PortableCase {
  readonly name: string;
  readonly checkpoint: () => Checkpoint | Promise<Checkpoint>;
  readonly changes: Partial<ArmSpec>;
  /** Tokens of the prompt; left out: 40. */
  readonly prompt?: number;
}

const odd = (shape: Partial<ModelConfig> = ODD_SHAPE) =>
  syntheticCheckpoint(shape, { seed: 4, dtype: 'F32' });
const shippedModel = (name: string) =>
  loadCheckpoint(nodeModelFiles(fileURLToPath(new URL(`../../../public/models/${name}`, import.meta.url))));
const WIDE = {
  ...{ hiddenSize: 72, heads: 2, kvHeads: 2, headDim: 44, intermediateSize: 1030, vocabSize: 1067 },
  tiedHead: false,
};
const MIXTURES: Readonly<Record<string, Partial<ModelConfig>>> = {
  'a mixture as OLMoE': { qkNorm: 'projection', experts: { count: 7, perToken: 3, normalised: false } },
  'a mixture of odd experts': {
    ...{ qkNorm: true, intermediateSize: 22 },
    experts: { count: 4, perToken: 2, normalised: true },
  },
};

/** Every activation dtype and weight format on shapes that end vectors, blocks and heads where loops do not, and everything that decoders do. */
export const PORTABLE_CASES: readonly PortableCase[] = [
  ...ACTIVATION_DTYPES.map((activations) => ({
    ...{ name: `${activations} activations`, checkpoint: odd, changes: { activations } },
  })),
  ...WEIGHT_DTYPES.map((weights) => ({
    ...{ name: `${weights} weights`, checkpoint: () => odd(WIDE), changes: { weights } },
  })),
  ...QUANTIZE_MODES.flatMap((quantize) =>
    (['q8', 'q4'] as const).map((weights) => ({
      name: `${weights} weights, activations as q8 ${quantize}`,
      ...{ checkpoint: odd, changes: { quantize, weights, activations: 'bf16' as const } },
    })),
  ),
  ...(['nano', 'pico', 'pico-moe'] as const).map((name, i) => ({
    ...{ name, checkpoint: () => shippedModel(name) },
    changes: { activations: ACTIVATION_DTYPES[i] },
  })),
  {
    ...{ name: 'a temperature', checkpoint: () => odd(WIDE) },
    changes: { decoding: { temperature: 1.3, seed: 42 }, activations: 'f16' },
  },
  {
    ...{ name: 'a long context', prompt: 270, changes: { activations: 'bf16' } },
    checkpoint: () => syntheticCheckpoint({ maxPositions: 512 }, { seed: 5, dtype: 'BF16' }),
  },
  ...Object.entries(MIXTURES).flatMap(([name, shape]) =>
    [1, 2].map((capacity, i) => ({
      name: `${name}, ${i === 0 ? 'with room for few' : 'q8'}`,
      checkpoint: () => odd(shape),
      changes: i === 0 ? { experts: { capacity: 0.75 * capacity } } : ({ weights: 'q8' } as const),
    })),
  ),
  ...Object.entries(DECODER_FEATURES).map(([name, { shape }], i) => ({
    name,
    checkpoint: () => featureCheckpoint(shape, 'F32'),
    changes: { activations: ACTIVATION_DTYPES[i % 3] },
  })),
];

/** Runs a case in portable arithmetic on a device and on this CPU: digests of all logits, draws and sums of exponentials are the same. */
export async function expectSameBits(gpu: Gpu, { checkpoint, changes, prompt }: PortableCase): Promise<void> {
  const model = await checkpoint();
  const plans = steps(model.config.vocabSize, prompt);
  const spec = { kernels: setsOf('portable'), ...changes };
  const [device, cpu] = await Promise.all(
    [new WebGpuEngine(gpu), openCpuEngine()].map(async (engine) =>
      (await samplesOf(engine.load(model), spec, plans)).map(({ logits: _, ...told }) => told),
    ),
  );
  expect(cpu.every(({ finite }) => finite)).toBe(true);
  expect(device).toEqual(cpu);
}
