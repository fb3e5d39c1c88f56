import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { bf16Bits, f16Bits } from '../../numerics/rounding.ts';
import { assembleCheckpoint } from '../assemble.ts';
import { type Checkpoint, isPlain, type StoredDtype, type StoredTensor } from '../checkpoint.ts';
import { parseConfig } from '../config.ts';
import { elementsOf, tensorsOf } from '../graph.ts';
import type { ModelConfig } from '../model-config.ts';
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

/**
 * A random checkpoint in memory for tests: the same shape, seed and dtype give the same bytes on every platform.
 * Projections ~ N(0, 1/in), norms near 1, biases ~ N(0, 0.5^2), embedding ~ N(0, 0.5^2), so that activations stay of order 1.
 * Throws ModelError where the shape is one that `parseConfig` refuses.
 */
export function syntheticCheckpoint(
  shape: Partial<ModelConfig>,
  options: { readonly seed: number; readonly dtype: StoredDtype },
): Checkpoint {
  const config = parseConfig(configJson({ ...SMALL, ...shape }), 'synthetic config');
  const normal = normalSource(options.seed);
  const tensors = tensorsOf(modelGraph(config)).map((place): StoredTensor => {
    const { weight, tensor, shape } = place;
    const fanIn = shape.at(-1)!;
    const [mean, deviation] = isBias(place)
      ? [0, 0.5]
      : shape.length === 1
        ? [1, 0.1]
        : weight === 'embedding'
          ? [0, 0.5]
          : [0, 1 / Math.sqrt(fanIn)];
    const values = Float32Array.from({ length: elementsOf(shape) }, () => mean + deviation * normal());
    // GGUF files hold what has one dimension as F32.
    const dtype = shape.length === 1 && !isPlain(options.dtype) ? 'F32' : options.dtype;
    return { name: tensor, shape, dtype, bytes: storeValues(values, dtype) };
  });
  const named = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  return assembleCheckpoint(config, named, hashBytes(writeSafetensors(tensors)));
}

/** `sha256:` + hex digest, as a checkpoint's hash is written. */
export function hashBytes(bytes: Uint8Array): string {
  return `sha256:${bytesToHex(sha256(bytes))}`;
}

/** The Hugging Face `config.json` of a config: what `parseConfig` reads back. */
export function configJson(config: ModelConfig): Record<string, unknown> {
  return {
    model_type: config.qkvBias ? 'qwen2' : config.qkNorm ? 'qwen3' : 'llama',
    hidden_size: config.hiddenSize,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    num_key_value_heads: config.kvHeads,
    head_dim: config.headDim,
    intermediate_size: config.intermediateSize,
    vocab_size: config.vocabSize,
    rope_theta: config.ropeTheta,
    rms_norm_eps: config.rmsNormEps,
    tie_word_embeddings: config.tiedHead,
    max_position_embeddings: config.maxPositions,
    bos_token_id: config.bosToken,
    eos_token_id: config.eosTokens.length === 0 ? null : config.eosTokens,
  };
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
