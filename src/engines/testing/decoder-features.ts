import type { Checkpoint, PlainDtype, StoredTensor } from '../../model/checkpoint.ts';
import { dividedGain } from '../../model/derived-tensors.ts';
import type { LayerAttention, ModelConfig, RopeScaling } from '../../model/model-config.ts';
import type { ExtraWeight, ForLayer } from '../../model/model-weights.ts';
import { syntheticOf } from '../../model/testing/synthetic.ts';

/** Something that a Llama does otherwise, and the same weights as a model that does as a Llama does. */
export interface DecoderFeature {
  readonly shape: Partial<ModelConfig>;
  /** Null where the feature changes which weights a model has. */
  readonly without: ((checkpoint: Checkpoint) => Checkpoint) | null;
}

/** Hardly anything is a multiple of four, and three layers, so that each may see and turn otherwise than the next. */
const ODD: ModelConfig = {
  ...{ hiddenSize: 42, layers: 3, heads: 6, kvHeads: 3, headDim: 6, intermediateSize: 50, vocabSize: 67 },
  ...{
    ropeTheta: 10_000,
    rmsNormEps: 1e-5,
    tiedHead: true,
    maxPositions: 512,
    bosToken: null,
    eosTokens: [],
  },
};

/** A layer that sees all keys, turned by the main angles. */
export const ALL: LayerAttention = { rope: 'main', window: null };
const WITHOUT_ROPE: LayerAttention = { rope: 'none', window: null };
const local = (window: number): LayerAttention => ({ rope: 'local', window });
export const LOCAL_ROPE = { theta: 100 };
export const LLAMA_3: RopeScaling = {
  kind: 'llama3',
  ...{ factor: 8, lowFrequency: 1, highFrequency: 4, originalPositions: 64 },
};

const everything = (window: number): Partial<ModelConfig> => ({
  ...{ qkvBias: true, outBias: true, mlpBias: true, norms: 'around', qkNorm: 'projection' },
  ...{ gainsLessOne: true, gate: 'gelu_tanh', fusedTensors: true, ropeScaling: LLAMA_3 },
  ...{ embeddingScale: 6.5, residualScale: 0.7, attentionScale: 0.3, logitDivisor: 4 },
  ...{ attention: [local(window), ALL, { rope: 'none', window }], localRope: LOCAL_ROPE },
});

/** One thing after the other, and all of it. Windows are shorter than what a request sees. */
export const DECODER_FEATURES: Readonly<Record<string, DecoderFeature>> = {
  'biases of q, k and v': feature({ qkvBias: true }, biasless('qBias', 'kBias', 'vBias')),
  'a bias of o': feature({ outBias: true }, biasless('oBias')),
  'biases of gate, up and down': feature({ mlpBias: true }, biasless('gateBias', 'upBias', 'downBias')),
  'norms behind': feature({ norms: 'after' }, ofLayers({ norms: 'around' }, normsBefore)),
  'norms around': feature({ norms: 'around' }, ofLayers({ norms: 'after' }, normsBehindOnly)),
  'norms of heads': feature({ qkNorm: true }),
  'norms of projections': feature({ qkNorm: 'projection', headDim: 10, kvHeads: 1 }),
  'norms behind and of projections': feature({ norms: 'after', qkNorm: 'projection' }),
  'gains less 1': feature({ gainsLessOne: true }),
  'GELU in its tanh form': feature({ gate: 'gelu_tanh' }, left('gate')),
  'a scale of embeddings': feature({ embeddingScale: 6.5 }, left('embeddingScale')),
  'a scale of what is added': feature({ residualScale: 0.22 }, left('residualScale')),
  'a scale of scores': feature({ attentionScale: 0.3 }, left('attentionScale')),
  'a divisor of logits': feature({ logitDivisor: 8 }, (checkpoint) => ({
    ...checkpoint,
    finalNorm: dividedGain(checkpoint.finalNorm, 1 / 8),
  })),
  'fused tensors': feature(
    { fusedTensors: true },
    ofLayers({}, (layer) => ({ ...layer, gate: layer.up, up: layer.gate })),
  ),
  'RoPE of Llama 3.1': feature({ ropeScaling: LLAMA_3 }, left('ropeScaling')),
  'linear RoPE': feature({ ropeScaling: { kind: 'linear', factor: 4 } }, left('ropeScaling')),
  LongRoPE: feature(
    { ropeScaling: { kind: 'longrope', divisors: [1, 1.5, 4], magnitude: 1.2 } },
    left('ropeScaling'),
  ),
  'layers without RoPE': feature({ attention: [ALL, WITHOUT_ROPE, ALL] }, left('attention')),
  'layers of other angles': feature(
    { attention: [{ rope: 'local', window: null }, ALL, ALL], localRope: LOCAL_ROPE },
    left('attention'),
  ),
  'a window in every layer': feature(
    { attention: [11, 11, 11].map((window) => ({ rope: 'main', window })) },
    left('attention'),
  ),
  'windows in some layers': feature(
    { attention: [local(7), ALL, local(7)], localRope: LOCAL_ROPE },
    ofLayers({ attention: [{ rope: 'local', window: null }, ALL, { rope: 'local', window: null }] }),
  ),
  'all of it': feature(everything(7), ofLayers({ attention: everything(8).attention! })),
};

/** Those of which there is a model without. */
export const CONTROLS = Object.entries(DECODER_FEATURES).flatMap(([name, { shape, without }]) =>
  without ? [[name, { shape, without }] as const] : [],
);

/** All of it with a window of several splits. */
export const LONG_WINDOW: Partial<ModelConfig> = everything(150);

export function featureCheckpoint(shape: Partial<ModelConfig>, dtype: PlainDtype): Checkpoint {
  return syntheticOf({ ...ODD, ...shape }, { seed: 3, dtype });
}

type Layer = ForLayer<StoredTensor>;

function feature(shape: Partial<ModelConfig>, without: DecoderFeature['without'] = null): DecoderFeature {
  return { shape, without };
}

function ofLayers(changes: Partial<ModelConfig>, of: (layer: Layer) => Layer = (layer) => layer) {
  return (checkpoint: Checkpoint): Checkpoint => ({
    ...checkpoint,
    config: { ...checkpoint.config, ...changes },
    layers: checkpoint.layers.map(of),
  });
}

/** The weights as they are, under a config that says nothing of it. */
function left(name: keyof ModelConfig) {
  return (checkpoint: Checkpoint): Checkpoint => {
    const { [name]: _, ...config } = checkpoint.config;
    return { ...checkpoint, config: config as ModelConfig };
  };
}

function biasless(...names: ExtraWeight[]) {
  const zero = (tensor: StoredTensor): StoredTensor => ({
    ...tensor,
    bytes: new Uint8Array(tensor.bytes.length),
  });
  return ofLayers({}, (layer) => ({
    ...layer,
    ...Object.fromEntries(names.map((name) => [name, zero(layer[name]!)])),
  }));
}

function normsBehindOnly({ inputNorm: _, postNorm: __, ...layer }: Layer): Layer {
  return layer;
}

/** The norms behind attention and MLP before them too. */
function normsBefore(layer: Layer): Layer {
  return { ...layer, inputNorm: layer.oNorm!, postNorm: layer.downNorm! };
}
