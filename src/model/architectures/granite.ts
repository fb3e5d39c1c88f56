import { z } from 'zod';
import { positive } from '../config-fields.ts';
import { type Architecture, biases, biasesOf, type Extra, SIZES, silu } from './architecture.ts';

export const granite: Architecture = {
  required: SIZES,
  tied: false,
  extra(_, __, parse) {
    const fields = parse(
      z.object({
        ...silu,
        ...biases,
        embedding_multiplier: positive.nullish(),
        attention_multiplier: positive.nullish(),
        residual_multiplier: positive.nullish(),
        logits_scaling: positive.nullish(),
      }),
    );
    const { embedding_multiplier, attention_multiplier, residual_multiplier, logits_scaling } = fields;
    return {
      ...biasesOf(fields),
      ...multiplier('embeddingScale', embedding_multiplier),
      // 1 where it is left out, which is no Llama's.
      attentionScale: attention_multiplier ?? 1,
      ...multiplier('residualScale', residual_multiplier),
      ...multiplier('logitDivisor', logits_scaling),
    };
  },
};

/** Left out where it is 1, as a Llama's is. */
function multiplier(
  name: 'embeddingScale' | 'residualScale' | 'logitDivisor',
  value: number | null | undefined,
): Extra {
  return value == null || value === 1 ? {} : { [name]: value };
}
