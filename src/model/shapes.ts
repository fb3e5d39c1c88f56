import { asksForRandom, parseRandomName, type ShapeName } from '../experiment/model-name.ts';
import type { ModelConfig } from './model-config.ts';

/** A named shape that random models are made in. */
export interface ModelShape {
  readonly config: ModelConfig;
  /** Where its sizes are from. */
  readonly source: string;
  /** What is otherwise here than in the model of that name. */
  readonly differs?: string;
}

/** Random models begin no text and end none: their tokens mean nothing. */
const COMMON = { rmsNormEps: 1e-5, tiedHead: true, bosToken: null, eosTokens: [] } as const;

const SMALL = {
  ...COMMON,
  kvHeads: 1,
  headDim: 32,
  intermediateSize: 256,
  vocabSize: 1024,
  ropeTheta: 10_000,
  maxPositions: 512,
} as const;

/** Sizes as the config.json of each checkpoint gives them. */
export const SHAPES: Readonly<Record<ShapeName, ModelShape>> = {
  nano: {
    config: { ...SMALL, hiddenSize: 128, layers: 12, heads: 4 },
    source: 'the nano model that ships with the lab',
  },
  pico: {
    config: { ...SMALL, hiddenSize: 96, layers: 6, heads: 3 },
    source: 'the pico model that ships with the lab',
  },
  'pico-moe': {
    config: {
      ...SMALL,
      ...{ hiddenSize: 96, layers: 6, heads: 3, intermediateSize: 128, qkNorm: true },
      experts: { count: 8, perToken: 2, normalised: true },
    },
    source: 'the pico-moe model that ships with the lab',
  },
  'smollm2-135m': {
    config: {
      ...COMMON,
      hiddenSize: 576,
      layers: 30,
      heads: 9,
      kvHeads: 3,
      headDim: 64,
      intermediateSize: 1536,
      vocabSize: 49_152,
      ropeTheta: 100_000,
      maxPositions: 8192,
    },
    source: 'HuggingFaceTB/SmolLM2-135M',
  },
  'llama-3.2-1b': {
    config: {
      ...COMMON,
      hiddenSize: 2048,
      layers: 16,
      heads: 32,
      kvHeads: 8,
      headDim: 64,
      intermediateSize: 8192,
      vocabSize: 128_256,
      ropeTheta: 500_000,
      // Those before its frequencies are scaled.
      maxPositions: 8192,
    },
    source: 'meta-llama/Llama-3.2-1B',
    differs: 'RoPE without the scaling of its frequencies, so 8,192 positions and not 131,072',
  },
  'qwen2.5-0.5b': {
    config: {
      ...COMMON,
      hiddenSize: 896,
      layers: 24,
      heads: 14,
      kvHeads: 2,
      headDim: 64,
      intermediateSize: 4864,
      vocabSize: 151_936,
      ropeTheta: 1_000_000,
      rmsNormEps: 1e-6,
      maxPositions: 32_768,
      qkvBias: true,
    },
    source: 'Qwen/Qwen2.5-0.5B',
  },
  'qwen3-0.6b': {
    config: {
      ...COMMON,
      hiddenSize: 1024,
      layers: 28,
      heads: 16,
      kvHeads: 8,
      headDim: 128,
      intermediateSize: 3072,
      vocabSize: 151_936,
      ropeTheta: 1_000_000,
      rmsNormEps: 1e-6,
      maxPositions: 40_960,
      qkNorm: true,
    },
    source: 'Qwen/Qwen3-0.6B',
  },
};

/** Models that ship with the lab, trained in the shape of their name. */
export const SHIPPED = ['nano', 'pico', 'pico-moe'] as const satisfies readonly ShapeName[];

/** The config of a model as far as its name tells it: of one that ships, but for its special tokens, and of a random one. */
export function configByName(name: string): ModelConfig | null {
  const shipped = SHIPPED.find((each) => each === name);
  if (shipped) return SHAPES[shipped].config;
  const parsed = asksForRandom(name) ? parseRandomName(name) : '';
  if (typeof parsed === 'string') return null;
  const { config } = SHAPES[parsed.shape];
  return parsed.layers === null ? config : { ...config, layers: parsed.layers };
}
