import { assembleCheckpoint } from '../model/assemble.ts';
import type { Checkpoint, StoredTensor } from '../model/checkpoint.ts';
import type { ModelConfig } from '../model/config.ts';
import { elementsOf, tensorsOf, type Weight } from '../model/graph.ts';
import { modelGraph } from '../model/model-graph.ts';
import { bf16Bits } from '../numerics/rounding.ts';

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

/** A bf16 checkpoint of random weights, scaled so that activations stay of order 1; the same at every call. */
export function randomModel(shape: RandomShape): { readonly name: string; readonly checkpoint: Checkpoint } {
  const config: ModelConfig = RANDOM_SHAPES[shape];
  const tensors = tensorsOf(modelGraph(config)).map(randomTensor);
  const named = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  return { name: `random ${shape}`, checkpoint: assembleCheckpoint(config, named, `random:${shape}`) };
}

/** Norms are 1; matrices uniform with variance 1 / in. */
function randomTensor({ tensor, shape }: Weight): StoredTensor {
  const bits = new Uint16Array(elementsOf(shape));
  if (shape.length === 1) bits.fill(bf16Bits(1));
  else fillUniform(bits, Math.sqrt(3 / shape[1]), shape[0]);
  return { name: tensor, dtype: 'BF16', shape, bytes: new Uint8Array(bits.buffer) };
}

/** Values from a table: quicker than rounding each of a hundred million. */
function fillUniform(bits: Uint16Array, most: number, seed: number): void {
  const table = Uint16Array.from({ length: 4096 }, (_, i) => bf16Bits(most * ((2 * i + 1) / 4096 - 1)));
  let state = seed | 1;
  for (let i = 0; i < bits.length; i++) {
    // Marsaglia's xorshift.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bits[i] = table[state >>> 20];
  }
}
