import type { Checkpoint, PlainDtype } from '../../checkpoint.ts';
import { parseConfig } from '../../config.ts';
import { randomTokenizerJson } from '../../random-tokenizer.ts';
import { syntheticOf } from '../../testing/synthetic.ts';
import type { GgufWeights } from '../write/tensor-data.ts';
import { writeGguf } from '../write/write-gguf.ts';

const COMMON = {
  hidden_size: 36,
  num_hidden_layers: 4,
  num_attention_heads: 6,
  num_key_value_heads: 2,
  head_dim: 6,
  intermediate_size: 50,
  vocab_size: 101,
  max_position_embeddings: 256,
  rms_norm_eps: 1e-5,
  rope_theta: 10_000,
};

/** Small models in odd sizes, one at least of each architecture that GGUF files are read and written of; fields as in config.json. */
export const SMALL_MODELS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  llama: { model_type: 'llama', hidden_size: 40, head_dim: 10, num_attention_heads: 6 },
  /** Its rows are whole blocks. */
  'one layer': {
    model_type: 'llama',
    num_hidden_layers: 1,
    hidden_size: 64,
    head_dim: 32,
    intermediate_size: 96,
  },
  'llama with biases': {
    model_type: 'llama',
    attention_bias: true,
    mlp_bias: true,
    tie_word_embeddings: true,
  },
  'llama, linear RoPE': { model_type: 'llama', rope_scaling: { rope_type: 'linear', factor: 4 } },
  'llama, llama3 RoPE': {
    model_type: 'llama',
    head_dim: 12,
    rope_scaling: {
      ...{ rope_type: 'llama3', factor: 8, low_freq_factor: 1, high_freq_factor: 4 },
      original_max_position_embeddings: 64,
    },
  },
  mistral: { model_type: 'mistral', sliding_window: null },
  qwen2: { model_type: 'qwen2', tie_word_embeddings: true },
  qwen3: { model_type: 'qwen3', head_dim: 10 },
  smollm3: { model_type: 'smollm3', no_rope_layer_interval: 4 },
  phi3: { model_type: 'phi3', sliding_window: null },
  'phi3, longrope': {
    model_type: 'phi3',
    original_max_position_embeddings: 128,
    max_position_embeddings: 256,
    rope_scaling: { type: 'longrope', short_factor: [1, 1.25, 1.5], long_factor: [2, 4, 8] },
  },
  olmo2: { model_type: 'olmo2' },
  olmoe: {
    model_type: 'olmoe',
    ...{ num_key_value_heads: 6, num_experts: 7, num_experts_per_tok: 3, norm_topk_prob: false },
  },
  /** Its experts' rows are whole blocks. */
  qwen3_moe: {
    model_type: 'qwen3_moe',
    ...{ hidden_size: 64, head_dim: 12, num_experts: 5, num_experts_per_tok: 2, norm_topk_prob: true },
    ...{ moe_intermediate_size: 32, decoder_sparse_step: 1 },
  },
  granite: {
    model_type: 'granite',
    ...{
      embedding_multiplier: 12,
      attention_multiplier: 0.0625,
      residual_multiplier: 0.22,
      logits_scaling: 8,
    },
  },
  gemma3: {
    model_type: 'gemma3_text',
    num_hidden_layers: 7,
    head_dim: 10,
    ...{ query_pre_attn_scalar: 10, sliding_window: 12, rope_theta: 1_000_000 },
    rope_scaling: { rope_type: 'linear', factor: 8 },
  },
};

/** The fields of each of them, as in config.json. */
export const SMALL_CONFIGS = Object.values(SMALL_MODELS).map((fields) => ({ ...COMMON, ...fields }));

export function smallModel(name: string, dtype: PlainDtype = 'F32'): Checkpoint {
  const config = parseConfig({ ...COMMON, ...SMALL_MODELS[name] }, name);
  return syntheticOf(config, { seed: 11, dtype });
}

/** One of them as a file that this lab writes. */
export function smallGguf(name: string, weights: GgufWeights = null, dtype?: PlainDtype): Uint8Array {
  const checkpoint = smallModel(name, dtype);
  const tokenizer = { json: randomTokenizerJson(checkpoint.config.vocabSize), settings: {} };
  const special = { bos: 3, ends: [5, 6], addBos: false };
  const pieces = writeGguf({ name: 'small', checkpoint, tokenizer, special }, weights);
  return new Uint8Array(Buffer.concat([...pieces]));
}
