import { parseConfig } from '../../model/config.ts';
import type { ModelConfig } from '../../model/model-config.ts';

/** Attention shapes: grouped heads with padding, one KV head for all, and heads of their own. */
export const SHAPES = [
  { heads: 6, kvHeads: 3, headDim: 6 },
  { heads: 5, kvHeads: 1, headDim: 32 },
  { heads: 2, kvHeads: 2, headDim: 10 },
] as const;

export type AttentionShape = Pick<ModelConfig, 'heads' | 'kvHeads' | 'headDim'>;

/** A config with these heads; what else it says does not matter to attention. */
export function shapeConfig({ heads, kvHeads, headDim }: AttentionShape): ModelConfig {
  const json = {
    model_type: 'llama',
    hidden_size: heads * headDim,
    num_hidden_layers: 1,
    num_attention_heads: heads,
    num_key_value_heads: kvHeads,
    head_dim: headDim,
    intermediate_size: 4,
    vocab_size: 4,
  };
  return parseConfig(json, 'test config');
}
