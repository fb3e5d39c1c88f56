import { z } from 'zod';
import { only, windowField } from '../config-fields.ts';
import { type Architecture, attentionOf, everyLayer, silu } from './architecture.ts';

export const phi3: Architecture = {
  required: ['max_position_embeddings', 'rms_norm_eps'],
  tied: false,
  extra({ layers, positions }, _, parse) {
    const fields = parse(z.object({ ...silu, attention_bias: only(false), sliding_window: windowField }));
    const { sliding_window: window = null } = fields;
    const seen = window !== null && window < positions ? window : null;
    return {
      fusedTensors: true,
      ...attentionOf(everyLayer(layers, () => ({ rope: 'main', window: seen }))),
    };
  },
};
