import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { bf16Bits, f16Bits } from '../../numerics/rounding.ts';
import type { ModelType } from '../architectures.ts';
import { assembleCheckpoint } from '../assemble.ts';
import { type Checkpoint, isPlain, type StoredDtype, type StoredTensor } from '../checkpoint.ts';
import { parseConfig } from '../config.ts';
import { elementsOf, tensorsOf, type Weight } from '../graph.ts';
import { type ModelConfig, type RopeScaling, windowOf } from '../model-config.ts';
import { modelGraph } from '../model-graph.ts';
import { isBias } from '../model-weights.ts';
import { blockBytes, blocksOf } from '../quantise.ts';

const SMALL: ModelConfig = {
  hiddenSize: 32,
  layers: 2,
  heads: 4,
  kvHeads: 2,
  headDim: 8,
  intermediateSize: 64,
  vocabSize: 96,
  ropeTheta: 10_000,
  rmsNormEps: 1e-5,
  tiedHead: true,
  maxPositions: 256,
  bosToken: null,
  eosTokens: [],
};

/** Sizes that end vectors, tiles, blocks and heads where loops do not: no K is a multiple of 32, and of the chunks of 64 of a sum the second begins within a block. */
export const ODD_SHAPE = {
  hiddenSize: 100,
  heads: 5,
  kvHeads: 1,
  headDim: 20,
  intermediateSize: 150,
  vocabSize: 101,
};

/**
 * A random checkpoint in memory for tests: the same shape, seed and dtype give the same bytes on every platform.
 * Projections ~ N(0, 1/in), norms near 1, biases ~ N(0, 0.5^2), embedding ~ N(0, 0.5^2), so that activations stay of order 1.
 * Throws ModelError where the shape is one that `parseConfig` refuses.
 */
export function syntheticCheckpoint(shape: Partial<ModelConfig>, options: SyntheticOptions): Checkpoint {
  const config = parseConfig(configJson({ ...SMALL, ...shape }), 'synthetic config');
  return syntheticOf(config, options);
}

/** The same of any config, one that no architecture has included. */
export function syntheticOf(config: ModelConfig, { seed, dtype }: SyntheticOptions): Checkpoint {
  const tensors = syntheticTensors(config, seed, dtype);
  const named = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  return assembleCheckpoint(config, named, hashBytes(writeSafetensors(tensors)));
}

export interface SyntheticOptions {
  readonly seed: number;
  /** Of blocks: what has one dimension is F32 then, as in GGUF files. */
  readonly dtype: StoredDtype;
}

/** The tensors of a file with a random checkpoint, as it stores them: projections that it fuses in one, gains less 1 where it has them so. */
export function syntheticTensors(config: ModelConfig, seed: number, dtype: StoredDtype): StoredTensor[] {
  const normal = normalSource(seed);
  const values = new Map<string, { readonly shape: readonly number[]; readonly values: number[] }>();
  for (const place of tensorsOf(modelGraph(config))) {
    const [mean, deviation] = spread(config, place);
    const drawn = Array.from({ length: elementsOf(place.shape) }, () => mean + deviation * normal());
    const { parts = [] } = place;
    parts.forEach((name, i) => {
      const each = drawn.length / parts.length;
      const shape = [place.shape[0] / parts.length, ...place.shape.slice(1)];
      values.set(name, { shape, values: drawn.slice(i * each, (i + 1) * each) });
    });
    if (parts.length > 0) continue;
    const before = values.get(place.tensor);
    const rows = before ? before.shape[0] + place.shape[0] : place.shape[0];
    const shape = [rows, ...place.shape.slice(1)];
    values.set(place.tensor, { shape, values: before ? before.values.concat(drawn) : drawn });
  }
  return [...values].map(([name, { shape, values: all }]): StoredTensor => {
    const stored = shape.length === 1 && !isPlain(dtype) ? 'F32' : dtype;
    return { name, shape, dtype: stored, bytes: storeValues(Float32Array.from(all), stored) };
  });
}

function spread({ gainsLessOne }: ModelConfig, place: Weight): [mean: number, deviation: number] {
  if (isBias(place)) return [0, 0.5];
  if (place.shape.length === 1) return [gainsLessOne ? 0 : 1, 0.1];
  return place.weight === 'embedding' ? [0, 0.5] : [0, 1 / Math.sqrt(place.shape.at(-1)!)];
}

/** `sha256:` + hex digest, as a checkpoint's hash is written. */
export function hashBytes(bytes: Uint8Array): string {
  return `sha256:${bytesToHex(sha256(bytes))}`;
}

/** The Hugging Face `config.json` of a config that some architecture has: what `parseConfig` reads back. */
export function configJson(config: ModelConfig): Record<string, unknown> {
  const type = modelTypeOf(config);
  return {
    model_type: type,
    hidden_size: config.hiddenSize,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    num_key_value_heads: config.kvHeads,
    head_dim: config.headDim,
    intermediate_size: config.intermediateSize,
    vocab_size: config.vocabSize,
    rope_theta: config.ropeTheta,
    ...(config.ropeScaling && { rope_scaling: scalingJson(config.ropeScaling) }),
    rms_norm_eps: config.rmsNormEps,
    tie_word_embeddings: config.tiedHead,
    max_position_embeddings: config.maxPositions,
    bos_token_id: config.bosToken,
    eos_token_id: config.eosTokens.length === 0 ? null : config.eosTokens,
    ...OWN_FIELDS[type]?.(config),
  };
}

function modelTypeOf(config: ModelConfig): ModelType {
  const { norms, attention = [], qkNorm, qkvBias, outBias } = config;
  if (config.experts) return qkNorm === 'projection' ? 'olmoe' : 'qwen3_moe';
  if (norms === 'around') return 'gemma3_text';
  if (norms === 'after') return 'olmo2';
  if (config.fusedTensors) return 'phi3';
  if (config.attentionScale !== undefined) return 'granite';
  if (attention.some(({ rope }) => rope === 'none')) return 'smollm3';
  if (qkNorm) return 'qwen3';
  if (qkvBias && !outBias) return 'qwen2';
  return attention.length > 0 ? 'mistral' : 'llama';
}

const OWN_FIELDS: Partial<Record<ModelType, (config: ModelConfig) => Record<string, unknown>>> = {
  llama: biasFields,
  mistral: (config) => ({ sliding_window: windowOf(config) }),
  qwen2: windowFields,
  qwen3: (config) => ({ ...windowFields(config), attention_bias: config.outBias ?? false }),
  olmoe: expertFields,
  qwen3_moe: (config) => ({
    ...{ ...windowFields(config), ...expertFields(config), attention_bias: config.outBias ?? false },
    moe_intermediate_size: config.intermediateSize,
  }),
  smollm3: (config) => ({
    ...biasFields(config),
    no_rope_layers: config.attention!.map(({ rope }) => Number(rope === 'main')),
  }),
  phi3: (config) => ({
    sliding_window: windowOf(config),
    original_max_position_embeddings: config.maxPositions,
  }),
  granite: (config) => ({
    ...biasFields(config),
    embedding_multiplier: config.embeddingScale ?? 1,
    attention_multiplier: config.attentionScale,
    residual_multiplier: config.residualScale ?? 1,
    logits_scaling: config.logitDivisor ?? 1,
  }),
  gemma3_text: (config) => ({
    query_pre_attn_scalar: config.attentionScale! ** -2,
    sliding_window: windowOf(config),
    layer_types: config.attention!.map(({ window }) =>
      window === null ? 'full_attention' : 'sliding_attention',
    ),
    rope_local_base_freq: config.localRope!.theta,
  }),
};

function expertFields({ experts }: ModelConfig): Record<string, unknown> {
  const { count, perToken, normalised } = experts!;
  return { num_experts: count, num_experts_per_tok: perToken, norm_topk_prob: normalised };
}

function biasFields({ qkvBias, mlpBias }: ModelConfig): Record<string, unknown> {
  return { attention_bias: qkvBias ?? false, mlp_bias: mlpBias ?? false };
}

function windowFields(config: ModelConfig): Record<string, unknown> {
  const window = windowOf(config);
  if (window === null) return { sliding_window: 4096, use_sliding_window: false };
  const layer_types = config.attention!.map((each) =>
    each.window === null ? 'full_attention' : 'sliding_attention',
  );
  return { sliding_window: window, use_sliding_window: true, layer_types };
}

function scalingJson(scaling: RopeScaling): Record<string, unknown> {
  switch (scaling.kind) {
    case 'linear':
      return { rope_type: 'linear', factor: scaling.factor };
    case 'llama3':
      return {
        ...{ rope_type: 'llama3', factor: scaling.factor },
        ...{ low_freq_factor: scaling.lowFrequency, high_freq_factor: scaling.highFrequency },
        original_max_position_embeddings: scaling.originalPositions,
      };
    case 'longrope':
      return {
        ...{ rope_type: 'longrope', attention_factor: scaling.magnitude },
        ...{ short_factor: scaling.divisors, long_factor: scaling.divisors },
      };
  }
}

/** A safetensors file of the tensors, their data in the order given. */
export function writeSafetensors(tensors: Iterable<StoredTensor>): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = {};
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const { name, dtype, shape, bytes } of tensors) {
    header[name] = { dtype, shape, data_offsets: [offset, offset + bytes.length] };
    parts.push(bytes);
    offset += bytes.length;
  }
  return safetensorsFile(header, parts);
}

/** A file with any header, valid or not, in front of the data. */
export function safetensorsFile(header: unknown, parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const file = new Uint8Array(8 + text.length + parts.reduce((sum, part) => sum + part.length, 0));
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  let offset = 8;
  for (const part of [text, ...parts]) {
    file.set(part, offset);
    offset += part.length;
  }
  return file;
}

/** Values in a dtype's stored bytes, 16-bit ones rounded to nearest even; of blocks, whole ones. */
export function storeValues(values: Float32Array, dtype: StoredDtype): Uint8Array<ArrayBuffer> {
  if (!isPlain(dtype)) return blockBytes(blocksOf(f32Tensor('w', [1, values.length], values), dtype));
  if (dtype === 'F32') return new Uint8Array(Float32Array.from(values).buffer);
  return new Uint8Array(Uint16Array.from(values, dtype === 'BF16' ? bf16Bits : f16Bits).buffer);
}

/** Values in an F32 tensor. */
export function f32Tensor(name: string, shape: readonly number[], values: Float32Array): StoredTensor {
  return { name, shape, dtype: 'F32', bytes: new Uint8Array(Float32Array.from(values).buffer) };
}

/** Approximately N(0, 1): twelve uniform terms, since `Math.log` and `Math.cos` may differ between platforms. */
function normalSource(seed: number): () => number {
  let state = seed >>> 0;
  const uniform = (): number => {
    // A Weyl sequence through the mixing steps of MurmurHash3's finaliser.
    state = (state + 0x9e37_79b9) >>> 0;
    let word = state;
    word = Math.imul(word ^ (word >>> 16), 0x85eb_ca6b);
    word = Math.imul(word ^ (word >>> 13), 0xc2b2_ae35);
    return ((word ^ (word >>> 16)) >>> 0) / 2 ** 32;
  };
  return () => {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += uniform();
    return sum;
  };
}
