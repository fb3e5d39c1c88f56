import { describe, expect, it } from 'vitest';
import { parseConfig } from './config.ts';
import type { ModelConfig, RopeScaling } from './model-config.ts';

interface Published {
  readonly json: Record<string, unknown>;
  /** What the engines make of it; a text: why it is refused. */
  readonly parsed: Partial<ModelConfig> | string;
}

const LLAMA32_ROPE = {
  ...{ rope_type: 'llama3', factor: 32, low_freq_factor: 1, high_freq_factor: 4 },
  original_max_position_embeddings: 8192,
};
const LLAMA32_SCALING: RopeScaling = {
  kind: 'llama3',
  ...{ factor: 32, lowFrequency: 1, highFrequency: 4 },
  originalPositions: 8192,
};

const sizes = (
  [hidden_size, num_hidden_layers, num_attention_heads]: readonly [number, number, number],
  [num_key_value_heads, intermediate_size, vocab_size]: readonly [number, number, number],
) => ({
  ...{ hidden_size, num_hidden_layers, num_attention_heads },
  ...{ num_key_value_heads, intermediate_size, vocab_size },
});

const KNOWN = 'model_type: expected one of "llama", "mistral"';

/** Facts of published config.json files: the fields that change the computation, under the names and in the forms that they have there. */
const PUBLISHED: Record<string, Published> = {
  'SmolLM2-135M': {
    json: {
      ...sizes([576, 30, 9], [3, 1536, 49_152]),
      ...{ model_type: 'llama', hidden_act: 'silu', max_position_embeddings: 8192, rms_norm_eps: 1e-5 },
      ...{ rope_theta: 100_000, rope_scaling: null, attention_bias: false, mlp_bias: false },
      ...{ tie_word_embeddings: true, bos_token_id: 0, eos_token_id: 0, dtype: 'bfloat16' },
    },
    parsed: { headDim: 64, kvHeads: 3, tiedHead: true, bosToken: 0, eosTokens: [0], ropeTheta: 100_000 },
  },
  'Llama 3.2 1B': {
    json: {
      ...sizes([2048, 16, 32], [8, 8192, 128_256]),
      ...{ model_type: 'llama', head_dim: 64, max_position_embeddings: 131_072, rms_norm_eps: 1e-5 },
      ...{ rope_theta: 500_000, rope_scaling: LLAMA32_ROPE, tie_word_embeddings: true },
      ...{ bos_token_id: 128_000, eos_token_id: 128_001, torch_dtype: 'bfloat16' },
    },
    parsed: { headDim: 64, maxPositions: 131_072, ropeScaling: LLAMA32_SCALING, eosTokens: [128_001] },
  },
  'Llama 3.2 3B as transformers 5 writes it': {
    json: {
      ...sizes([3072, 28, 24], [8, 8192, 128_256]),
      ...{ model_type: 'llama', head_dim: 128, max_position_embeddings: 131_072, rms_norm_eps: 1e-5 },
      ...{ rope_parameters: { rope_theta: 500_000, ...LLAMA32_ROPE }, tie_word_embeddings: true },
      dtype: 'bfloat16',
    },
    parsed: { headDim: 128, ropeTheta: 500_000, ropeScaling: LLAMA32_SCALING },
  },
  'Llama 2 7B': {
    json: {
      ...sizes([4096, 32, 32], [32, 11_008, 32_000]),
      ...{ model_type: 'llama', max_position_embeddings: 4096, rms_norm_eps: 1e-5 },
      ...{ tie_word_embeddings: false, bos_token_id: 1, eos_token_id: 2, rope_scaling: null },
    },
    parsed: { headDim: 128, ropeTheta: 10_000, tiedHead: false },
  },
  'Granite 3B code, a Llama with biases': {
    json: {
      ...sizes([2560, 32, 32], [32, 10_240, 49_152]),
      ...{
        model_type: 'llama',
        max_position_embeddings: 128_000,
        rms_norm_eps: 1e-5,
        rope_theta: 10_000_000,
      },
      ...{ attention_bias: true, mlp_bias: true, tie_word_embeddings: true, rope_scaling: null },
    },
    parsed: { headDim: 80, qkvBias: true, outBias: true, mlpBias: true },
  },
  'Granite 3.1 2B': {
    json: {
      ...sizes([2048, 40, 32], [8, 8192, 49_155]),
      ...{
        model_type: 'granite',
        max_position_embeddings: 131_072,
        rms_norm_eps: 1e-5,
        rope_theta: 5_000_000,
      },
      ...{
        embedding_multiplier: 12,
        attention_multiplier: 0.015625,
        residual_multiplier: 0.22,
        logits_scaling: 8,
      },
      ...{ attention_bias: false, mlp_bias: false, tie_word_embeddings: true, rope_scaling: null },
    },
    parsed: {
      embeddingScale: 12,
      attentionScale: 1 / 64,
      residualScale: 0.22,
      logitDivisor: 8,
      tiedHead: true,
    },
  },
  'Qwen2.5 0.5B': {
    json: {
      ...sizes([896, 24, 14], [2, 4864, 151_936]),
      ...{ model_type: 'qwen2', max_position_embeddings: 32_768, rms_norm_eps: 1e-6, rope_theta: 1_000_000 },
      ...{
        sliding_window: 32_768,
        max_window_layers: 24,
        use_sliding_window: false,
        tie_word_embeddings: true,
      },
      ...{ bos_token_id: 151_643, eos_token_id: 151_643, use_mrope: false },
    },
    parsed: { headDim: 64, qkvBias: true, eosTokens: [151_643] },
  },
  'Qwen3 0.6B': {
    json: {
      ...sizes([1024, 28, 16], [8, 3072, 151_936]),
      ...{ model_type: 'qwen3', head_dim: 128, max_position_embeddings: 40_960, rms_norm_eps: 1e-6 },
      ...{ rope_theta: 1_000_000, rope_scaling: null, sliding_window: null, use_sliding_window: false },
      ...{ max_window_layers: 28, attention_bias: false, tie_word_embeddings: true },
      ...{ bos_token_id: 151_643, eos_token_id: 151_645 },
    },
    parsed: { headDim: 128, qkNorm: true, hiddenSize: 1024 },
  },
  'SmolLM3 3B': {
    json: {
      ...sizes([2048, 36, 16], [4, 11_008, 128_256]),
      ...{
        model_type: 'smollm3',
        max_position_embeddings: 65_536,
        rms_norm_eps: 1e-6,
        rope_theta: 5_000_000,
      },
      ...{ no_rope_layer_interval: 4, use_sliding_window: false, sliding_window: null, rope_scaling: null },
      no_rope_layers: Array.from({ length: 36 }, (_, layer) => Number((layer + 1) % 4 !== 0)),
    },
    parsed: { headDim: 128, tiedHead: true },
  },
  'Mistral of the 24 B class': {
    json: {
      ...sizes([5120, 40, 32], [8, 32_768, 131_072]),
      ...{ model_type: 'mistral', head_dim: 128, max_position_embeddings: 131_072, rms_norm_eps: 1e-5 },
      ...{ rope_theta: 1e9, sliding_window: null, tie_word_embeddings: false },
    },
    parsed: { headDim: 128, ropeTheta: 1e9 },
  },
  'Mistral 7B of the first release': {
    json: {
      ...sizes([4096, 32, 32], [8, 14_336, 32_000]),
      ...{ model_type: 'mistral', max_position_embeddings: 32_768, rms_norm_eps: 1e-5, rope_theta: 10_000 },
      ...{ sliding_window: 4096, tie_word_embeddings: false },
    },
    parsed: { attention: Array.from({ length: 32 }, () => ({ rope: 'main', window: 4096 }) as const) },
  },
  'OLMo 2 1B': {
    json: {
      ...sizes([2048, 16, 16], [16, 8192, 100_352]),
      ...{ model_type: 'olmo2', max_position_embeddings: 4096, rms_norm_eps: 1e-6, rope_theta: 500_000 },
      ...{ attention_bias: false, rope_scaling: null, tie_word_embeddings: false },
    },
    parsed: { norms: 'after', qkNorm: 'projection' },
  },
  'Phi-3 mini 128k': {
    json: {
      ...sizes([3072, 32, 32], [32, 8192, 32_064]),
      ...{ model_type: 'phi3', max_position_embeddings: 131_072, original_max_position_embeddings: 4096 },
      ...{ rms_norm_eps: 1e-5, rope_theta: 10_000, sliding_window: 262_144, tie_word_embeddings: false },
      rope_scaling: {
        ...{ type: 'longrope', short_factor: Array(48).fill(1.05), long_factor: Array(48).fill(1.3) },
      },
    },
    parsed: {
      ...{ fusedTensors: true, maxPositions: 4096, headDim: 96 },
      ropeScaling: {
        ...{ kind: 'longrope', divisors: Array(48).fill(1.05) },
        magnitude: Math.sqrt(1 + Math.log(32) / Math.log(4096)),
      },
    },
  },
  'Gemma 3 270M': {
    json: {
      ...sizes([640, 18, 4], [1, 2048, 262_144]),
      ...{ model_type: 'gemma3_text', head_dim: 256, max_position_embeddings: 32_768, rms_norm_eps: 1e-6 },
      ...{ rope_theta: 1_000_000, rope_local_base_freq: 10_000, rope_scaling: null, sliding_window: 512 },
      ...{ query_pre_attn_scalar: 256, hidden_activation: 'gelu_pytorch_tanh', attention_bias: false },
      ...{ attn_logit_softcapping: null, final_logit_softcapping: null, bos_token_id: 2, eos_token_id: 1 },
      layer_types: Array.from({ length: 18 }, (_, layer) =>
        layer % 6 === 5 ? 'full_attention' : 'sliding_attention',
      ),
    },
    parsed: {
      ...{ tiedHead: true, norms: 'around', gainsLessOne: true, gate: 'gelu_tanh', attentionScale: 1 / 16 },
      ...{ embeddingScale: Math.sqrt(640), localRope: { theta: 10_000 }, ropeTheta: 1_000_000 },
      attention: Array.from({ length: 18 }, (_, layer) =>
        layer % 6 === 5
          ? ({ rope: 'main', window: null } as const)
          : ({ rope: 'local', window: 512 } as const),
      ),
    },
  },
  'Gemma 2B': { json: { model_type: 'gemma' }, parsed: KNOWN },
  'Gemma 2 2B': { json: { model_type: 'gemma2', attn_logit_softcapping: 50 }, parsed: KNOWN },
  'GPT-2': { json: { model_type: 'gpt2', n_embd: 768 }, parsed: KNOWN },
  'Mixtral 8x7B': { json: { model_type: 'mixtral', num_local_experts: 8 }, parsed: KNOWN },
  'Qwen3 30B-A3B': {
    json: {
      ...sizes([2048, 48, 32], [4, 6144, 151_936]),
      ...{ model_type: 'qwen3_moe', head_dim: 128, hidden_act: 'silu', max_position_embeddings: 40_960 },
      ...{ moe_intermediate_size: 768, num_experts: 128, num_experts_per_tok: 8, norm_topk_prob: true },
      ...{ decoder_sparse_step: 1, mlp_only_layers: [], rms_norm_eps: 1e-6, rope_theta: 1_000_000 },
      ...{ attention_bias: false, sliding_window: null, use_sliding_window: false, rope_scaling: null },
      ...{
        tie_word_embeddings: false,
        bos_token_id: 151_643,
        eos_token_id: 151_645,
        torch_dtype: 'bfloat16',
      },
    },
    parsed: {
      ...{ intermediateSize: 768, headDim: 128, kvHeads: 4, qkNorm: true },
      experts: { count: 128, perToken: 8, normalised: true },
    },
  },
  'a Qwen3-MoE with dense layers between': {
    json: {
      ...sizes([2048, 48, 32], [4, 6144, 151_936]),
      ...{ model_type: 'qwen3_moe', head_dim: 128, max_position_embeddings: 40_960, rms_norm_eps: 1e-6 },
      ...{ moe_intermediate_size: 768, num_experts: 128, num_experts_per_tok: 8, norm_topk_prob: true },
      ...{ decoder_sparse_step: 2, rope_theta: 1_000_000 },
    },
    parsed: 'decoder_sparse_step: expected 1, found 2',
  },
  'OLMoE 1B-7B 0924': {
    json: {
      ...sizes([2048, 16, 16], [16, 1024, 50_304]),
      ...{ model_type: 'olmoe', hidden_act: 'silu', max_position_embeddings: 4096, rms_norm_eps: 1e-5 },
      ...{ num_experts: 64, num_experts_per_tok: 8, norm_topk_prob: false, attention_bias: false },
      ...{ clip_qkv: null, rope_theta: 10_000, rope_scaling: null, tie_word_embeddings: false },
      ...{ eos_token_id: 50_279, pad_token_id: 1, torch_dtype: 'bfloat16' },
    },
    parsed: {
      ...{ intermediateSize: 1024, headDim: 128, kvHeads: 16, qkNorm: 'projection' },
      experts: { count: 64, perToken: 8, normalised: false },
    },
  },
  'Phi-4 mini, which turns three quarters of a head': {
    json: {
      ...sizes([3072, 32, 24], [8, 8192, 200_064]),
      ...{
        model_type: 'phi3',
        max_position_embeddings: 131_072,
        rms_norm_eps: 1e-5,
        partial_rotary_factor: 0.75,
      },
    },
    parsed: 'partial_rotary_factor: expected 1, found 0.75',
  },
  'a model quantised by another tool': {
    json: {
      ...sizes([896, 24, 14], [2, 4864, 151_936]),
      ...{ model_type: 'qwen2', max_position_embeddings: 32_768, rms_norm_eps: 1e-6, rope_theta: 1_000_000 },
      quantization_config: { quant_method: 'gptq', bits: 4 },
    },
    parsed: 'quantization_config: expected null, since the engine does not implement it, found an object',
  },
  'a Qwen of long contexts by YaRN': {
    json: {
      ...sizes([896, 24, 14], [2, 4864, 151_936]),
      ...{ model_type: 'qwen2', max_position_embeddings: 32_768, rms_norm_eps: 1e-6, rope_theta: 1_000_000 },
      rope_scaling: { type: 'yarn', factor: 4, original_max_position_embeddings: 32_768 },
    },
    parsed: 'rope_scaling.type: expected "default", "linear", "llama3" or "longrope", found "yarn"',
  },
};

describe('published configs', () => {
  it.each(Object.entries(PUBLISHED))('%s', (name, { json, parsed }) => {
    if (typeof parsed === 'string') expect(() => parseConfig(json, name)).toThrow(parsed);
    else expect(parseConfig(json, name)).toMatchObject(parsed);
  });

  it('turns three layers of four in SmolLM3, and sees every key', () => {
    const { attention } = parseConfig(PUBLISHED['SmolLM3 3B'].json, 'smollm3');
    expect(attention!.map(({ rope }) => rope)).toEqual(
      Array.from({ length: 36 }, (_, layer) => (layer % 4 === 3 ? 'none' : 'main')),
    );
    expect(attention!.every(({ window }) => window === null)).toBe(true);
  });
});
