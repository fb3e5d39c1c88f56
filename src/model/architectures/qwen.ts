import { z } from 'zod';
import { flag, windowField } from '../config-fields.ts';
import { ModelError } from '../model-error.ts';
import {
  type Architecture,
  attentionOf,
  biasesOf,
  type Extra,
  everyLayer,
  layerTypes,
  type Parse,
  perLayer,
  SIZES,
  silu,
} from './architecture.ts';

/** A window that Qwens name, use only where they say so, and then from a layer on. */
export function qwenWindows(layers: number, where: string, parse: Parse): Extra {
  const fields = parse(
    z.object({
      sliding_window: windowField,
      use_sliding_window: flag.nullish(),
      max_window_layers: z.int('an integer').min(0, 'an integer from 0').nullish(),
      layer_types: layerTypes,
    }),
  );
  if (!fields.use_sliding_window) return {};
  const { sliding_window: window, max_window_layers: first, layer_types: types } = fields;
  if (window == null) throw new ModelError(where, 'sliding_window: expected an integer, found none');
  if (types == null && first == null)
    throw new ModelError(where, 'max_window_layers: expected an integer, found none');
  const listed = types && perLayer(types, layers, 'layer_types', where);
  const slides = (layer: number) => (listed ? listed[layer] === 'sliding_attention' : layer >= first!);
  return attentionOf(
    everyLayer(layers, (layer) => ({ rope: 'main', window: slides(layer) ? window : null })),
  );
}

export const qwen2: Architecture = {
  required: SIZES,
  tied: false,
  extra({ layers }, where, parse) {
    parse(z.object(silu));
    return { qkvBias: true, ...qwenWindows(layers, where, parse) };
  },
};

export const qwen3: Architecture = {
  required: [...SIZES, 'head_dim'],
  tied: false,
  extra({ layers }, where, parse) {
    const fields = parse(z.object({ ...silu, attention_bias: flag.nullish() }));
    return { ...biasesOf(fields), qkNorm: true, ...qwenWindows(layers, where, parse) };
  },
};
