import { ModelError } from '../model-error.ts';

/** Fields of config.json and the keys that they were read from. */
const KEYS: Readonly<Record<string, string>> = {
  hidden_size: 'embedding_length',
  num_hidden_layers: 'block_count',
  num_attention_heads: 'attention.head_count',
  num_key_value_heads: 'attention.head_count_kv',
  head_dim: 'attention.key_length',
  intermediate_size: 'feed_forward_length',
  moe_intermediate_size: 'expert_feed_forward_length',
  num_experts: 'expert_count',
  num_experts_per_tok: 'expert_used_count',
  max_position_embeddings: 'context_length',
  rms_norm_eps: 'attention.layer_norm_rms_epsilon',
  rope_theta: 'rope.freq_base',
  sliding_window: 'attention.sliding_window',
  embedding_multiplier: 'embedding_scale',
  attention_multiplier: 'attention.scale',
  residual_multiplier: 'residual_scale',
  logits_scaling: 'logit_scale',
  sliding_window_pattern: 'attention.sliding_window_pattern',
  rope_local_base_freq: 'rope.freq_base_swa',
  'rope_scaling.factor': 'rope.scaling.factor',
  clip_qkv: 'attention.sliding_window',
};

/** Names the key in the place of the field, for whoever has only the file: in what `parse` throws, and in what it says. */
export function withKeys<Value>(arch: string, notes: string[], parse: (said: string[]) => Value): Value {
  const said: string[] = [];
  try {
    const value = parse(said);
    // `config.json: bos_token_id is …`
    for (const note of said)
      notes.push(note.replace(/^config\.json: ([\w.]+)/, (_, field: string) => keyOf(arch, field)));
    return value;
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    const [field] = /^[\w.]+(?=:)/.exec(error.problem) ?? [''];
    const problem = `${keyOf(arch, field)}${error.problem.slice(field.length)}`;
    throw new ModelError(error.where, problem, { cause: error });
  }
}

function keyOf(arch: string, field: string): string {
  if (field === 'bos_token_id') return `tokenizer.ggml.${field}`;
  return Object.hasOwn(KEYS, field) ? `${arch}.${KEYS[field]}` : field;
}
