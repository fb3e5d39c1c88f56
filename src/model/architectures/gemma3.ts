import { z } from 'zod';
import { only, positive, size, unsupported } from '../config-fields.ts';
import { parseRope } from '../rope-config.ts';
import { type Architecture, attentionOf, everyLayer, layerTypes, perLayer } from './architecture.ts';

export const gemma3: Architecture = {
  required: ['num_key_value_heads', 'head_dim', 'max_position_embeddings', 'rms_norm_eps', 'rope_theta'],
  tied: true,
  extra({ layers, hiddenSize, headDim, positions }, where, parse) {
    const fields = parse(
      z.object({
        hidden_activation: z.literal('gelu_pytorch_tanh', '"gelu_pytorch_tanh"').optional(),
        attention_bias: only(false),
        query_pre_attn_scalar: positive,
        sliding_window: size(16_777_216),
        sliding_window_pattern: size(1_024).nullish(),
        layer_types: layerTypes,
        rope_local_base_freq: positive.nullish(),
        rope_parameters: z.looseObject({ sliding_attention: z.unknown().optional() }, 'an object').nullish(),
        attn_logit_softcapping: unsupported,
        final_logit_softcapping: unsupported,
        use_bidirectional_attention: only(false),
      }),
    );
    const pattern = fields.sliding_window_pattern ?? 6;
    const listed = fields.layer_types && perLayer(fields.layer_types, layers, 'layer_types', where);
    const slides = (layer: number) =>
      listed ? listed[layer] === 'sliding_attention' : (layer + 1) % pattern !== 0;
    const window = fields.sliding_window;
    const local = fields.rope_parameters?.sliding_attention;
    return {
      norms: 'around',
      qkNorm: true,
      gainsLessOne: true,
      gate: 'gelu_tanh',
      embeddingScale: Math.sqrt(hiddenSize),
      attentionScale: 1 / Math.sqrt(fields.query_pre_attn_scalar),
      localRope:
        local === undefined
          ? { theta: fields.rope_local_base_freq ?? 10_000 }
          : parseRope({ rope_parameters: local }, where, { headDim, positions, originalPositions: null })
              .rope,
      ...attentionOf(
        everyLayer(layers, (layer) =>
          slides(layer) ? { rope: 'local', window } : { rope: 'main', window: null },
        ),
      ),
    };
  },
};
