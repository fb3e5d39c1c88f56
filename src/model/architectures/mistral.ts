import { z } from 'zod';
import { windowField } from '../config-fields.ts';
import { ModelError } from '../model-error.ts';
import { type Architecture, attentionOf, everyLayer, SIZES, silu } from './architecture.ts';

export const mistral: Architecture = {
  required: SIZES,
  tied: false,
  extra({ layers }, where, parse) {
    const { sliding_window: window } = parse(z.object({ ...silu, sliding_window: windowField }));
    // transformers takes 4,096 for a window that is left out, other tools none.
    if (window === undefined)
      throw new ModelError(where, 'sliding_window: expected an integer or null, found none');
    return attentionOf(everyLayer(layers, () => ({ rope: 'main', window })));
  },
};
