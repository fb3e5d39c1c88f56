import type { Checkpoint } from '../model/checkpoint.ts';
import type { ModelConfig } from '../model/config.ts';
import { randomCheckpoint } from '../model/random-weights.ts';

const COMMON = {
  ropeTheta: 10_000,
  rmsNormEps: 1e-5,
  tiedHead: true,
  bosToken: null,
  eosTokens: [],
} as const;

/** Shapes for benches, whose weights mean nothing. */
export const RANDOM_SHAPES = {
  /** SmolLM-135M's. */
  '135m': {
    ...COMMON,
    hiddenSize: 576,
    layers: 30,
    heads: 9,
    kvHeads: 3,
    headDim: 64,
    intermediateSize: 1536,
    vocabSize: 49_152,
    maxPositions: 2048,
  },
  /** The nano model's, with room for contexts that it was not trained on. */
  'long nano': {
    ...COMMON,
    hiddenSize: 128,
    layers: 12,
    heads: 4,
    kvHeads: 1,
    headDim: 32,
    intermediateSize: 256,
    vocabSize: 1024,
    maxPositions: 2048,
  },
} as const satisfies Record<string, ModelConfig>;

export type RandomShape = keyof typeof RANDOM_SHAPES;

/** A checkpoint of random weights in a shape; the same at every call. */
export async function randomModel(
  shape: RandomShape,
): Promise<{ readonly name: string; readonly checkpoint: Checkpoint }> {
  const checkpoint = await randomCheckpoint(RANDOM_SHAPES[shape], { seed: 0, hash: `random:${shape}` });
  return { name: `random ${shape}`, checkpoint };
}
