import { z } from 'zod';
import { only, unsupported } from '../config-fields.ts';
import { type Architecture, SIZES, silu } from './architecture.ts';

export const olmo2: Architecture = {
  required: SIZES,
  tied: false,
  extra(_, __, parse) {
    parse(z.object({ ...silu, attention_bias: only(false), clip_qkv: unsupported }));
    return { norms: 'after', qkNorm: 'projection' };
  },
};
