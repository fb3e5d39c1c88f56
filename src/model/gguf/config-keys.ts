import { ModelError } from '../model-error.ts';

/** Fields of config.json and the keys that they were read from. */
const KEYS: Readonly<Record<string, string>> = {
  hidden_size: 'embedding_length',
  num_hidden_layers: 'block_count',
  num_attention_heads: 'attention.head_count',
  num_key_value_heads: 'attention.head_count_kv',
  head_dim: 'attention.key_length',
  intermediate_size: 'feed_forward_length',
  max_position_embeddings: 'context_length',
  rms_norm_eps: 'attention.layer_norm_rms_epsilon',
  rope_theta: 'rope.freq_base',
  sliding_window: 'attention.sliding_window',
  embedding_multiplier: 'embedding_scale',
  attention_multiplier: 'attention.scale',
  residual_multiplier: 'residual_scale',
  logits_scaling: 'logit_scale',
  clip_qkv: 'attention.sliding_window',
};

/** Names the key in the place of the field, for whoever has only the file. */
export function withKeys<Value>(arch: string, parse: () => Value): Value {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    const problem = error.problem.replace(/^(\w+):/, (all, field: string) => {
      return Object.hasOwn(KEYS, field) ? `${arch}.${KEYS[field]}:` : all;
    });
    throw new ModelError(error.where, problem, { cause: error });
  }
}
