import { expect, test } from 'vitest';
import { parseConfig } from '../model/config.ts';
import { decoderWords } from './decoder-words.ts';

const SIZES = {
  ...{ hidden_size: 64, num_hidden_layers: 3, num_attention_heads: 4, num_key_value_heads: 2, head_dim: 16 },
  ...{ intermediate_size: 96, vocab_size: 128, max_position_embeddings: 512, rms_norm_eps: 1e-5 },
  rope_theta: 1e6,
};

test.each([
  [{ model_type: 'llama' }, []],
  [
    { model_type: 'llama', mlp_bias: true, rope_scaling: { type: 'linear', factor: 2 } },
    ['biases of the MLP', 'RoPE scaled as linear'],
  ],
  [{ model_type: 'mistral', sliding_window: 64 }, ['a window of 64 in 3 layers of 3']],
  [
    { model_type: 'smollm3', attention_bias: true, no_rope_layer_interval: 2 },
    ['biases of q, k and v, o', 'no RoPE in 1 layer of 3'],
  ],
  [{ model_type: 'olmo2' }, ['q and k normalised as a whole', 'norms behind attention and MLP']],
  [
    { model_type: 'granite', residual_multiplier: 0.5, embedding_multiplier: 12, logits_scaling: 8 },
    ['embeddings times 12', 'scores times 1', 'branches times 0.5', 'logits over 8'],
  ],
  [
    { model_type: 'gemma3_text', query_pre_attn_scalar: 16, sliding_window: 32, sliding_window_pattern: 3 },
    [
      'q and k normalised',
      'norms around attention and MLP',
      'GELU in its tanh form',
      'a RoPE base of 10000 in 2 layers of 3',
      'a window of 32 in 2 layers of 3',
      'embeddings times 8',
      'scores times 0.25',
    ],
  ],
])('%j differs from a Llama in what is listed', (fields, expected) => {
  expect(decoderWords(parseConfig({ ...SIZES, ...fields }, 'c'))).toEqual(expected);
});
