import { z } from 'zod';
import { only, unsupported } from '../config-fields.ts';
import { type Architecture, biases, biasesOf, silu } from './architecture.ts';

export const llama: Architecture = {
  required: [],
  tied: false,
  extra(_, __, parse) {
    return biasesOf(
      parse(z.object({ ...silu, ...biases, sliding_window: unsupported, use_sliding_window: only(false) })),
    );
  },
};
