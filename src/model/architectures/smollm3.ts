import { z } from 'zod';
import { only, size } from '../config-fields.ts';
import {
  type Architecture,
  attentionOf,
  biases,
  biasesOf,
  everyLayer,
  perLayer,
  SIZES,
  silu,
} from './architecture.ts';

export const smollm3: Architecture = {
  required: SIZES,
  tied: true,
  extra({ layers }, where, parse) {
    const fields = parse(
      z.object({
        ...silu,
        ...biases,
        no_rope_layers: z.array(z.literal([0, 1], '0 or 1'), 'an array').nullish(),
        no_rope_layer_interval: size(1_024).nullish(),
        use_sliding_window: only(false),
      }),
    );
    const interval = fields.no_rope_layer_interval ?? 4;
    const said = fields.no_rope_layers && perLayer(fields.no_rope_layers, layers, 'no_rope_layers', where);
    const turns = (layer: number) => (said ? said[layer] === 1 : (layer + 1) % interval !== 0);
    const attention = everyLayer(layers, (layer) => ({ rope: turns(layer) ? 'main' : 'none', window: null }));
    return { ...biasesOf(fields), ...attentionOf(attention) };
  },
};
